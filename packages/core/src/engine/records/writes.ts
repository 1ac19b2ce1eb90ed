import { canonicalJson } from "../../model/canonical-json.ts";
import type { Collection } from "../../model/collection.ts";
import { NotJson } from "../../model/not-json.ts";
import type { Fields, Ref, Write } from "../../storage/storage.ts";
import { type AnyEmitted, deletedBy, listOf, type Put, refOf } from "../operation/emitted.ts";
import { RefMap } from "./ref-map.ts";

/** The writes of a commit. */
export interface Writes {
  readonly writes: Write[];
  /** For each changed record, the index of the event whose number becomes its version. */
  readonly versionedBy: ReadonlyMap<object, number>;
  /** The collection and id of each changed record. */
  readonly refs: ReadonlyMap<object, Ref>;
}

/**
 * The writes that events cause: one for each record, with its last state.
 *
 * @param before returns the fields of a record as it was read, from which unchanged fields are known.
 */
export function writesOf(
  emitted: readonly AnyEmitted[],
  before: (ref: Ref) => Fields | null | undefined,
): Writes {
  const last = new RefMap<{ put: Put; drop: boolean; event: number }>();
  emitted.forEach((emittedEvent, event) => {
    for (const put of Object.values(emittedEvent.put ?? {}).flatMap(listOf))
      last.set(refOf(put), { put, drop: false, event });
    for (const put of deletedBy(emittedEvent)) last.set(refOf(put), { put, drop: true, event });
  });
  const versionedBy = new Map<object, number>();
  const refs = new Map<object, Ref>();
  const writes: Write[] = [];
  for (const { put, drop, event } of last.values()) {
    const [table, record] = put;
    const ref = refOf(put);
    const write = { ...ref, event };
    versionedBy.set(record, event);
    refs.set(record, ref);
    const fields = drop ? undefined : before(ref);
    if (drop) writes.push({ ...write, kind: "delete" });
    else if (fields)
      writes.push({ ...write, kind: "update", fields: changedFields(table, record, fields) });
    else writes.push({ ...write, kind: "insert", fields: allFields(table, record) });
  }
  return { writes, versionedBy, refs };
}

function allFields(table: Collection, record: object): Fields {
  const fields: { [name: string]: unknown } = {};
  for (const name in table.fields) fields[name] = asStored(table, name, (record as Fields)[name]);
  return fields;
}

function changedFields(table: Collection, record: object, before: Fields): Fields {
  const fields: { [name: string]: unknown } = {};
  for (const name in table.fields) {
    const value = (record as Fields)[name];
    if (before[name] === value) continue;
    const stored = asStored(table, name, value);
    if (!isSame(before[name], stored)) fields[name] = stored;
  }
  return fields;
}

/**
 * A field's value as it will be read back. Storages, the record cache and other nodes then agree on a
 * value such as a date, which is no JSON itself.
 */
function asStored({ name, fields }: Collection, field: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !fields[field]?.startsWith("json"))
    return value;
  try {
    return JSON.parse(canonicalJson(value));
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    const where = [name, field, ...error.path].join(".");
    throw new Error(`A record can't be stored because of its field ${where}: ${error.message}.`);
  }
}

const isSame = (a: unknown, b: unknown): boolean =>
  typeof a === "object" && a !== null && JSON.stringify(a) === JSON.stringify(b);
