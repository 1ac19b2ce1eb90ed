// An object, an array or a number takes about this much, and so does a field that refers to it.
const bytesOfValue = 16;

/**
 * Returns about how many bytes of memory a value of JSON takes. Caches need it for each record, so it
 * is fast rather than exact.
 */
export function weightOf(value: unknown): number {
  if (typeof value === "string") return bytesOfValue + value.length * 2;
  if (typeof value !== "object" || value === null) return bytesOfValue;
  let bytes = bytesOfValue;
  // The names of most fields are shared by all records.
  for (const name in value)
    bytes += bytesOfValue + weightOf((value as { readonly [name: string]: unknown })[name]);
  return bytes;
}
