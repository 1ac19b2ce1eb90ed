import { keep } from "./keep.ts";
import { createListeners } from "./listeners.ts";

/** Gives snapshots, in the shape that React's `useSyncExternalStore` takes. */
export interface SnapshotSource<Snapshot> {
  /** Calls a listener after each change. Returns a function that removes it. */
  subscribe(listener: () => void): () => void;
  /** The current state. The same object until it changes. */
  getSnapshot(): Snapshot;
}

export function createSnapshotSource<Snapshot extends object>(
  first: Snapshot,
): SnapshotSource<Snapshot> & {
  /** Takes the next snapshot. Calls the listeners, unless it equals the one before. */
  show(next: Snapshot): void;
} {
  const listeners = createListeners();
  let current = first;
  return {
    subscribe: listeners.add,
    getSnapshot: () => current,
    show(next) {
      if (keep(current, next) === current) return;
      current = next;
      listeners.tell();
    },
  };
}
