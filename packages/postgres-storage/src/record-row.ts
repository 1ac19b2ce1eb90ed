import type { Collection, StoredRecord } from "@taskwire/core/adapter";
import { quoted, safeInteger, toFields } from "./columns.ts";

/** A record as the database returns it: id, version, then the fields in the declared order. */
export type RecordRow = readonly [id: string, version: number, ...unknown[]];

/** SQL for a record as one JSON array. It is read faster than separate columns. */
export const asJson = ({ fields }: Collection, table: string): string =>
  `pg_catalog.json_build_array(${["id", "version", ...Object.keys(fields).map(quoted)].map((one) => `${table}.${one}`).join(", ")})`;

export function toRecord(
  collection: Collection,
  row: RecordRow,
): StoredRecord & { readonly fields: object } {
  return {
    id: row[0],
    version: safeInteger(row[1], collection.name, "version"),
    fields: toFields(collection, row, 2),
  } as ReturnType<typeof toRecord>;
}
