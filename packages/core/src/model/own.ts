/** Returns a record's field, or undefined if it has none of its own by that name: inherited names don't count. */
export const own = <T>(
  record: { readonly [name: string]: T } | undefined,
  name: string,
): T | undefined => (record && Object.hasOwn(record, name) ? record[name] : undefined);
