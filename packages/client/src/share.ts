import type { ClientCore } from "./client.ts";
import { perClient } from "./per-client.ts";
import type { SnapshotSource } from "./snapshot-source.ts";

/**
 * A page may show thousands of stores, one after the other. This number of stores is kept, in case
 * the page shows them again.
 */
const maxStores = 50;

interface Store extends SnapshotSource<{ readonly status: string }> {
  close(): unknown;
}

/**
 * Returns a function that gives every caller with the same client and key the same store. Each
 * caller gets an object of its own for this store. `close()` removes only the listeners that were
 * added through this object, and stops the store if it has no other listeners. It starts again if
 * it is used again.
 *
 * A store that is `gone` stays gone for the callers that have it. A new caller gets a new store,
 * because the person may have access again. A new caller also gets a new store if more than
 * {@link maxStores} others were made in the meantime.
 */
export function createSharing<Kind extends Store>() {
  const storesOf = perClient<Kind>();
  return (client: ClientCore, key: string, create: () => Kind): Kind => {
    const stores = storesOf(client);
    const held = stores.get(key);
    const store = held && held.getSnapshot().status !== "gone" ? held : create();
    if (stores.size > maxStores) stores.clear();
    stores.set(key, store);
    const removals = new Set<() => void>();
    return {
      ...store,
      subscribe(listener) {
        const removeListener = store.subscribe(listener);
        const remove = () => {
          removals.delete(remove);
          removeListener();
        };
        removals.add(remove);
        return remove;
      },
      close() {
        for (const remove of removals) remove();
        if (!store.close()) stores.delete(key);
      },
    };
  };
}
