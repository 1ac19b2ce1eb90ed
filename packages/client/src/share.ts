import type { ClientCore } from "./client.ts";
import { perClient } from "./per-client.ts";

interface Store {
  getSnapshot(): { readonly status: string };
  close(): void;
}

/**
 * Returns a function that gives every caller with the same client and key the same store. The store
 * closes when all of them have closed it.
 *
 * A store that is `gone` stays gone for those who have it. A new caller gets a new store, because the
 * person may have been let in again.
 */
export function createSharing<Kind extends Store>() {
  const storesOf = perClient<{ readonly store: Kind; users: number }>();
  return (client: ClientCore, key: string, create: () => Kind): Kind => {
    const stores = storesOf(client);
    const held = stores.get(key);
    const isHere = held && held.store.getSnapshot().status !== "gone";
    const shared = isHere ? held : { store: create(), users: 0 };
    stores.set(key, shared);
    shared.users++;
    let isOpen = true;
    return {
      ...shared.store,
      close() {
        if (isOpen && --shared.users === 0) {
          if (stores.get(key) === shared) stores.delete(key);
          shared.store.close();
        }
        isOpen = false;
      },
    };
  };
}
