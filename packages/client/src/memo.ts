/**
 * Returns a function that computes a result for an object, and remembers it. As long as both
 * dependencies are the same, it returns the same result. A room has thousands of messages of which an
 * event changes one, so for each of the others it only compares two pointers.
 */
export function createMemo<Key extends object, Made>() {
  const results = new WeakMap<Key, readonly [unknown, unknown, Made]>();
  return (key: Key, one: unknown, other: unknown, make: () => Made): Made => {
    let held = results.get(key);
    if (!held || held[0] !== one || held[1] !== other) {
      held = [one, other, make()];
      results.set(key, held);
    }
    return held[2];
  };
}
