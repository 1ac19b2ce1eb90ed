/** Calls `run` when the network is back or the page is looked at again: a good moment to end a wait. Silent where there is no page, as in Node. */
export function onWake(run: () => void): () => void {
  const { document, addEventListener, removeEventListener } = globalThis as Partial<
    typeof globalThis
  >;
  const looked = () => document?.visibilityState === "visible" && run();
  addEventListener?.("online", run);
  document?.addEventListener("visibilitychange", looked);
  return () => {
    removeEventListener?.("online", run);
    document?.removeEventListener("visibilitychange", looked);
  };
}
