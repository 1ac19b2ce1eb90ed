/** Whether two values are equal, or are arrays or plain objects whose parts are the same. */
export function haveSameParts(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || !a || !b) return false;
  // The lists of a large board have thousands of entries, whose names would have to be made first.
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((part, i) => Object.is(part, b[i]));
  const prototype = Object.getPrototypeOf(a);
  if (prototype !== Object.getPrototypeOf(b)) return false;
  if (prototype !== Object.prototype) return false;
  const names = Object.keys(a) as (keyof typeof a)[];
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && Object.is(a[name], b[name]))
  );
}
