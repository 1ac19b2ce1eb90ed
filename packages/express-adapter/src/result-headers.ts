import { isVersioned, versionedRecord } from "@taskwire/core/adapter";
import { etagOf } from "./preconditions.ts";
import type { AnyOperation } from "./routes.ts";

type Fields = { readonly [field: string]: unknown };

/** Whether results of an operation have an ETag or a Location. */
export const hasHeaders = (operation: AnyOperation): boolean =>
  operation.creates !== undefined ||
  (isVersioned(operation) && operation.route.method !== "DELETE");

/**
 * Returns the headers that say which record a result is about: `ETag`, and `Location` if the operation
 * created the record.
 */
export function resultHeaders(
  operation: AnyOperation,
  {
    result,
    input,
    userId,
    base,
  }: {
    readonly result: unknown;
    readonly input: Fields;
    readonly userId: string;
    /** The address of the router. */
    readonly base: string;
  },
): { readonly [name: string]: string } {
  const record = recordIn(result, operation);
  if (!record) return {};
  const ETag = etagOf(record.version);
  if (operation.creates !== undefined) {
    const Location = base + locationOf(operation.creates, record);
    return { ETag, Location };
  }
  const isSubject = versionedRecord(operation, input, userId)?.id === record.id;
  // Version 0 means that the record is not stored.
  return isSubject && record.version > 0 ? { ETag } : {};
}

/**
 * Returns the record of a result: the result itself, or its field that is named like the operation,
 * such as `task` for `tasks.get`.
 */
function recordIn(
  result: unknown,
  { name }: AnyOperation,
): (Fields & { readonly id: string; readonly version: number }) | undefined {
  if (typeof result !== "object" || result === null) return undefined;
  const noun = (name.split(".")[0] ?? "").replace(/s$/, "");
  for (const one of [(result as Fields)[noun], result]) {
    const { id, version } = (one ?? {}) as Fields;
    if (typeof id === "string" && typeof version === "number") return one as never;
  }
  return undefined;
}

const locationOf = (path: string, record: Fields): string =>
  path.replace(/:(\w+)/g, (_all, field: string) => encodeURIComponent(String(record[field])));
