import { isRecord } from "./is-record.ts";

/** Whether `told` of a collection fits its fields. No field repeats a field that itself repeats another one. */
export function isTold(told: unknown, fields: { readonly [name: string]: unknown }): boolean {
  if (!isRecord(told) || !isRecord(told.state)) return false;
  const { name, person, status, state, repeats = {} } = told;
  const { field, values, counted } = state;
  if (!Array.isArray(status) || !isRecord(repeats)) return false;
  const isText = (one: unknown) => typeof one === "string" && fields[one] === "text";
  return (
    typeof name === "string" &&
    isText(person) &&
    status.every((one) => typeof one === "string" && Object.hasOwn(fields, one)) &&
    isText(field) &&
    status.includes(field) &&
    Array.isArray(values) &&
    values.every((value) => typeof value === "string") &&
    values.some((value) => value === counted) &&
    Object.entries(repeats).every((repeat) => isRepeat(repeat, status, fields)) &&
    // A field that repeats another one is not repeated itself.
    Object.values(repeats).every(
      (of) => !Object.hasOwn(repeats, isRecord(of) ? String(of.field) : String(of)),
    )
  );
}

/** Whether a field and what it repeats are in the same table: both are status fields, or both are not. */
function isRepeat(
  [field, of]: readonly [string, unknown],
  status: readonly unknown[],
  fields: { readonly [name: string]: unknown },
): boolean {
  const isStatus = status.includes(field);
  if (!Object.hasOwn(fields, field)) return false;
  if (of === "key" || of === "at") return isStatus === (of === "at");
  if (isRecord(of)) {
    const isAfter = typeof of.after === "string" && fields[field] === "text";
    return (
      isAfter &&
      Object.hasOwn(fields, String(of.field)) &&
      isRepeat([field, of.field], status, fields)
    );
  }
  return typeof of === "string" && Object.hasOwn(fields, of) && status.includes(of) === isStatus;
}
