import { keep } from "./keep.ts";

/**
 * Returns a function that computes a result for an object, and remembers it. As long as the
 * dependencies are the same, it returns the same result.
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
