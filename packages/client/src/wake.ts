/**
 * Calls `run` when the network changes or the page becomes visible: good moments to reconnect, or to
 * check the connection. Does nothing where there is no page, as in Node. Returns a function that ends it.
 */
export function onWake(run: () => void): () => void {
  const { document, addEventListener } = globalThis as Partial<typeof globalThis>;
  const ended = new AbortController();
  for (const type of ["online", "offline"]) addEventListener?.(type, run, ended);
  document?.addEventListener("visibilitychange", () => document.hidden || run(), ended);
  return () => ended.abort();
}
