import type { TaskwireError } from "@taskwire/core/protocol";
import type { SnapshotSource } from "../snapshot-source.ts";

/**
 * Starts a store and resolves to its first snapshot that is `ready`. The store stays up to date for 30 s
 * after that, so a page has time to subscribe to it. Waits while the client is offline.
 *
 * @throws {TaskwireError} the error of the store, if the store can't be loaded now or is `gone`.
 * @example
 * ```ts
 * import { boardStore } from "@taskwire/client/board";
 * import { ready } from "@taskwire/client/ready";
 *
 * const { tasks } = await ready(boardStore(client, "sales"));
 * ```
 */
export function ready<Snapshot extends { readonly status: string; readonly error?: TaskwireError }>(
  store: SnapshotSource<Snapshot>,
): Promise<Snapshot> {
  return new Promise<Snapshot>((resolve, reject) => {
    function check() {
      const snapshot = store.getSnapshot();
      if (snapshot.status === "ready") resolve(snapshot);
      else if (snapshot.error) reject(snapshot.error);
      else return;
      // The listener may be called before `subscribe` has returned.
      queueMicrotask(() => stop());
    }
    const stop = store.subscribe(check);
    check();
  });
}
