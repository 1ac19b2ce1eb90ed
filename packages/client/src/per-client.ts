import type { ClientCore } from "./client.ts";

/** Returns a function that gives each client a map of its own, which is gone together with the client. */
export function perClient<Value>(): (client: ClientCore) => Map<string, Value> {
  const maps = new WeakMap<ClientCore, Map<string, Value>>();
  return (client) => {
    const map = maps.get(client) ?? new Map<string, Value>();
    maps.set(client, map);
    return map;
  };
}
