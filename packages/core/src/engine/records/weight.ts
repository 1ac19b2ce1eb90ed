// An object, an array or a number takes about this much, and so does a field that refers to it.
const bytesOfValue = 16;

/**
 * Returns about how many bytes of memory a JSON value takes. Caches call it for each record, so it
 * has to be fast, but not exact.
 */
export function weightOf(value: unknown): number {
  if (typeof value === "string") return bytesOfValue + value.length * 2;
  if (typeof value !== "object" || value === null) return bytesOfValue;
  let bytes = bytesOfValue;
  // All records share the names of their fields, so names cost almost no memory.
  for (const name in value)
    bytes += bytesOfValue + weightOf((value as { readonly [name: string]: unknown })[name]);
  return bytes;
}
