import { isVersioned, versionedRecord } from "@taskwire/core/adapter";
import { etagOf } from "./preconditions.ts";
import { recordIn } from "./result-record.ts";
import { type AnyOperation, parametersOf } from "./routes.ts";

type Fields = { readonly [field: string]: unknown };

/** Whether results of an operation have an ETag or a Location. */
export const hasHeaders = (operation: AnyOperation): boolean =>
  operation.creates !== undefined ||
  (isVersioned(operation) && operation.route.method !== "DELETE");

/**
 * Returns a function that makes the headers that say which record a result of an operation is about:
 * `ETag`, and `Location` if the operation created the record. Undefined: its results have none.
 */
export function resultHeaders(operation: AnyOperation): ResultHeaders | undefined {
  if (!hasHeaders(operation)) return undefined;
  const { name, creates } = operation;
  const noun = (name.split(".")[0] ?? "").replace(/s$/, "");
  const names = creates === undefined ? [] : parametersOf(creates);
  return ({ json, input, userId, base }) => {
    const record = recordIn(json, noun, names);
    if (!record) return {};
    const ETag = etagOf(record.version);
    if (creates !== undefined) return { ETag, Location: base + locationOf(creates, record) };
    const isSubject = versionedRecord(operation, input, userId)?.id === record.id;
    // Version 0 means that the record is not stored.
    return isSubject && record.version > 0 ? { ETag } : {};
  };
}

/** Makes the headers of one result, from its JSON text. */
type ResultHeaders = (facts: {
  readonly json: string;
  readonly input: Fields;
  readonly userId: string;
  /** The address of the router. */
  readonly base: string;
}) => { readonly [name: string]: string };

const locationOf = (path: string, record: Fields): string =>
  path.replace(/:(\w+)/g, (_all, field: string) => encodeURIComponent(String(record[field])));
