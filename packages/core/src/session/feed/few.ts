/**
 * A set of objects that needs no memory while it has at most one element. A node has thousands of
 * such sets, and most of them have one element: one connection of a person, one watcher of a topic.
 */
export type Few<T extends object> = T | Set<T> | undefined;

/** Returns the set with one more element. */
export function withOne<T extends object>(few: Few<T>, one: T): Few<T> {
  if (few === undefined || few === one) return one;
  return few instanceof Set ? few.add(one) : new Set([few, one]);
}

/** Returns the set without an element. */
export function withoutOne<T extends object>(few: Few<T>, one: T): Few<T> {
  if (few instanceof Set) return few.delete(one) && few.size === 0 ? undefined : few;
  return few === one ? undefined : few;
}

/** Returns the elements. */
export function each<T extends object>(few: Few<T>): Iterable<T> {
  if (few instanceof Set) return few;
  return few === undefined ? [] : [few];
}

/** Returns the number of elements. */
export const sizeOf = <T extends object>(few: Few<T>): number =>
  few instanceof Set ? few.size : few === undefined ? 0 : 1;
