/**
 * Returns a field of an object. Undefined if the object itself has no such field: inherited fields
 * don't count.
 */
export const own = <T>(
  record: { readonly [name: string]: T } | undefined,
  name: string,
): T | undefined => (record && Object.hasOwn(record, name) ? record[name] : undefined);
