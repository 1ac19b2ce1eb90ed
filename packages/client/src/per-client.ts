import type { ClientCore } from "./client.ts";

/**
 * Returns a function that returns a map for each client. When the client is garbage-collected, so
 * is its map.
 */
export function perClient<Value>(): (client: ClientCore) => Map<string, Value> {
  const maps = new WeakMap<ClientCore, Map<string, Value>>();
  return (client) => {
    const map = maps.get(client) ?? new Map<string, Value>();
    maps.set(client, map);
    return map;
  };
}
