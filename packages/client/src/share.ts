import type { ClientCore } from "./client.ts";

interface Store {
  getSnapshot(): { readonly status: string };
  close(): void;
}

interface Shared<Kind> {
  readonly store: Kind;
  users: number;
}

/**
 * One store of a kind for each client and key, whoever asks for it, until as many have closed it as asked. What is gone
 * stays gone for who holds it; who asks anew may have been let in again, and gets a new one.
 */
export function createSharing<Kind extends Store>() {
  const sharedOf = new WeakMap<ClientCore, Map<string, Shared<Kind>>>();
  return (client: ClientCore, key: string, create: () => Kind): Kind => {
    const stores = sharedOf.get(client) ?? new Map<string, Shared<Kind>>();
    sharedOf.set(client, stores);
    const held = stores.get(key);
    const isUsable = held && held.store.getSnapshot().status !== "gone";
    const shared = isUsable ? held : { store: create(), users: 0 };
    stores.set(key, shared);
    shared.users++;
    let isOpen = true;
    return {
      ...shared.store,
      close() {
        if (!isOpen) return;
        isOpen = false;
        if (--shared.users > 0) return;
        if (stores.get(key) === shared) stores.delete(key);
        shared.store.close();
      },
    };
  };
}
