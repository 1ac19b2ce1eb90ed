import type { TaskwireError } from "@taskwire/core/protocol";
import type { ClientCore } from "./client.ts";
import { keep } from "./keep.ts";
import { createListeners } from "./listeners.ts";

/** An unused store stays up to date for this time, so a page can leave it and come back. */
const graceMs = 30_000;

/** Gives snapshots, in the shape that React's `useSyncExternalStore` takes. */
export interface SnapshotSource<Snapshot> {
  /**
   * Calls a listener after each change. Returns a function that removes it. The first listener starts
   * the store. It stops 30 s after its last listener was removed, and starts again with the next one.
   */
  subscribe(listener: () => void): () => void;
  /**
   * The current state. The same object until it changes. While nobody is subscribed, it stays as it
   * was.
   */
  getSnapshot(): Snapshot;
}

/** The part of a store that starts it and stops it. Several callers share it. */
export interface Source<Snapshot> extends SnapshotSource<Snapshot> {
  /**
   * Sets the next snapshot, with the error if there is one. Calls the listeners, unless the
   * snapshot equals the one before.
   */
  show(next: Snapshot, error: TaskwireError | undefined): void;
  /** If there are no listeners, stops the store now. Returns the number of listeners. */
  close(): number;
}

/**
 * @param start brings the store up to date and keeps it so. Returns a function that ends this.
 */
export function createSnapshotSource<Snapshot extends object>(
  client: ClientCore,
  first: Snapshot,
  start: () => () => void,
): Source<Snapshot> {
  const listeners = createListeners();
  let current = first;
  let users = 0;
  let stop: (() => void) | undefined;
  let stopListening: (() => unknown) | undefined;
  let cancel: (() => void) | undefined;

  function close() {
    if (users) return users;
    cancel?.();
    stop?.();
    stopListening?.();
    stop = undefined;
    return 0;
  }

  return {
    subscribe(listener) {
      const remove = listeners.add(listener);
      users++;
      cancel?.();
      if (!stop) {
        // A timer would keep a Node process alive without need.
        stopListening = client.onClose(close);
        stop = start();
      }
      return () => {
        if (!remove() || --users) return;
        if (client.closed) close();
        else cancel = client.runtime.timer(graceMs, close);
      };
    },
    close,
    getSnapshot: () => current,
    show(next, error) {
      const before = current;
      current = keep(before, error ? { ...next, error } : next);
      if (current !== before) listeners.tell();
    },
  };
}
