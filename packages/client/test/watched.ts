/** Subscribes to a store, so that it follows the server, and returns it. */
export function watched<Store extends { subscribe(listener: () => void): unknown }>(
  store: Store,
): Store {
  store.subscribe(() => {});
  return store;
}
