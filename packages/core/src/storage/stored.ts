import { canonicalJson } from "../model/canonical-json.ts";
import type { FieldType } from "../model/collection.ts";

/**
 * Converts a field's value to the form that storages keep; JSON becomes canonical text. Returns
 * undefined if the value does not fit the declared type.
 *
 * @example
 * ```ts
 * toStored("json", { b: 1, a: 2 }); // '{"a":2,"b":1}'
 * toStored("integer?", null); // null
 * toStored("integer", 1.5); // undefined
 * ```
 */
export function toStored(
  type: FieldType,
  value: unknown,
): string | number | boolean | null | undefined {
  // A `json` field must have a value, but the value may be JSON's null.
  if (value === null || value === undefined)
    return type.endsWith("?") ? null : type === "json" && value === null ? "null" : undefined;
  switch (type) {
    case "json":
    case "json?":
      return canonicalJson(value);
    case "boolean":
      return typeof value === "boolean" ? value : undefined;
    case "integer":
    case "integer?":
      return Number.isSafeInteger(value) ? (value as number) : undefined;
    default:
      return typeof value === "string" ? value : undefined;
  }
}
