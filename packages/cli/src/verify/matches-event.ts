import { type Collection, canonicalJson, type Fields } from "@taskwire/core/adapter";

/**
 * Whether a record has the fields that its last event carried. A field that the event doesn't have
 * was declared later; its column then has the default value.
 */
export function matchesEvent(record: Fields, carried: Fields, { fields }: Collection): boolean {
  return Object.keys(fields).every((field) => {
    const value = record[field];
    if (carried[field] !== undefined) return canonicalJson(value) === canonicalJson(carried[field]);
    return value === null || value === "" || value === 0 || value === false;
  });
}
