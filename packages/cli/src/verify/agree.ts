import { type Collection, canonicalJson, type Fields } from "@taskwire/core/adapter";

/**
 * Whether a record holds what its event carried. A field that the event doesn't have was declared later, and holds what a
 * column holds by itself.
 */
export function agree(held: Fields, carried: Fields, { fields }: Collection): boolean {
  return Object.keys(fields).every((field) => {
    const value = held[field];
    if (carried[field] !== undefined) return canonicalJson(value) === canonicalJson(carried[field]);
    return value === null || value === "" || value === 0 || value === false;
  });
}
