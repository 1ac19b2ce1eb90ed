import { keep } from "./keep.ts";

/**
 * Returns a function that makes something of an object, and returns the same result as long as the other
 * things that it depends on are the same.
 */
export function createMemo<Key extends object, Made>() {
  const results = new WeakMap<Key, { readonly on: readonly unknown[]; readonly made: Made }>();
  return (key: Key, on: readonly unknown[], make: () => Made): Made => {
    let held = results.get(key);
    if (!held || keep(held.on, on) === on) held = { on, made: make() };
    results.set(key, held);
    return held.made;
  };
}
