import { canonicalJson } from "../../model/canonical-json.ts";
import { type AnyEmitted, isSeveral, listOf, type Put } from "../operation/emitted.ts";
import type { RecordTexts } from "./record-json.ts";

/**
 * The body of an event as JSON: `data` has its records and other data by name, `records` the collections
 * of the records (null if it has none).
 *
 * @throws {Error} if one name has records of two collections.
 */
export function eventBody(
  { type, put, drop, erase, show, data }: AnyEmitted,
  texts: RecordTexts,
): { readonly data: string; readonly records: string | null } {
  const fields = new Map<string, string>();
  for (const name in data)
    if (data[name] !== undefined) fields.set(name, canonicalJson(data[name]));
  let kinds = "";
  /** Adds the records of one kind to `fields`, and their collections to `kinds`. */
  const add = (kind: string, given: AnyEmitted["put"], textOf: (record: object) => string) => {
    let collections = "";
    for (const name in given) {
      const puts = given[name] as Put | readonly Put[];
      const list = listOf(puts);
      const records = list.map(([, record]) => textOf(record));
      fields.set(name, isSeveral(puts) ? `[${records.join()}]` : (records[0] ?? "null"));
      const collection = list[0]?.[0].name;
      if (collection === undefined) continue;
      if (list.some(([table]) => table.name !== collection))
        throw new Error(
          `The event "${type}" has records of two collections under "${name}". Give each collection its own name.`,
        );
      collections += `${collections && ","}${JSON.stringify(name)}:${JSON.stringify(collection)}`;
    }
    if (collections) kinds += `${kinds && ","}"${kind}":{${collections}}`;
  };
  add("put", put, (record) => texts.bare(record));
  add("drop", drop, (record) => texts.bare(record));
  add("erase", erase, JSON.stringify);
  add("show", show, JSON.stringify);
  const entries = Array.from(fields, ([name, field]) => `${JSON.stringify(name)}:${field}`);
  return { data: `{${entries.join()}}`, records: kinds ? `{${kinds}}` : null };
}
