/**
 * Freezes JSON data with everything in it, and returns it. Data that is frozen already is not
 * visited again, so this is cheap for records that are kept in a cache.
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
