import { keep } from "./keep.ts";
import { createListeners } from "./listeners.ts";

/** What a store shows, in the shape that React's `useSyncExternalStore` takes. */
export interface Shown<Snapshot> {
  /** Tells when there is another snapshot. Returns what ends that. */
  subscribe(listener: () => void): () => void;
  getSnapshot(): Snapshot;
}

/** Shows snapshots, one after the other, and tells of those that say something else than the one before. */
export function createShown<Snapshot extends object>(
  first: Snapshot,
): Shown<Snapshot> & { show(next: Snapshot): void } {
  const listeners = createListeners();
  let current = first;
  return {
    subscribe: listeners.add,
    getSnapshot: () => current,
    show(next) {
      const kept = keep(current, next);
      if (kept === current) return;
      current = kept;
      listeners.tell();
    },
  };
}
