import { keep } from "./keep.ts";

/**
 * Returns a function that makes something of an object, and returns the same result as long as the other
 * things that it depends on are the same.
 */
export function createMemo<Key extends object, Made>() {
  const results = new WeakMap<Key, { readonly on: readonly unknown[]; readonly made: Made }>();
  return (key: Key, on: readonly unknown[], make: () => Made): Made => {
    const held = results.get(key);
    const made = held && keep(held.on, on) !== on ? held.made : make();
    results.set(key, { on, made });
    return made;
  };
}
