import { isRecord } from "./is-record.ts";

const textTypes: readonly unknown[] = ["text", "text?"];

/**
 * Whether each entry of `partial` has the name of an index, a field of the type text, and at least
 * one value.
 */
export function isPartial(
  partial: unknown,
  indexes: object,
  fields: { readonly [name: string]: unknown },
): boolean {
  if (!isRecord(partial)) return false;
  return Object.entries(partial).every(([index, only]) => {
    if (!Object.hasOwn(indexes, index) || !isRecord(only)) return false;
    const { field, values } = only;
    return (
      typeof field === "string" &&
      Object.hasOwn(fields, field) &&
      textTypes.includes(fields[field]) &&
      Array.isArray(values) &&
      values.length > 0 &&
      values.every((value) => typeof value === "string" && !value.includes("\0"))
    );
  });
}
