/**
 * Calls `run` when the network is back or the page becomes visible, which are good moments to
 * reconnect. Does nothing where there is no page, as in Node. Returns a function that ends it.
 */
export function onWake(run: () => void): () => void {
  const { document, addEventListener } = globalThis as Partial<typeof globalThis>;
  const ended = new AbortController();
  const wake = () => {
    if (document?.visibilityState !== "hidden") run();
  };
  addEventListener?.("online", run, ended);
  document?.addEventListener("visibilitychange", wake, ended);
  return () => ended.abort();
}
