import type { Fields, Ref, Write } from "../../storage/storage.ts";
import { type Emitted, listOf, type Put, refOf } from "../operation/emitted.ts";
import { RefMap } from "./ref-map.ts";

/** The writes of a commit. */
export interface Writes {
  readonly writes: Write[];
  /** For each changed record, the index of the event whose number becomes its version. */
  readonly versionedBy: ReadonlyMap<object, number>;
}

/**
 * The writes that events cause: one for each record, with its last state.
 *
 * @param before returns the fields of a record as it was read, from which unchanged fields are known.
 */
export function writesOf(
  emitted: readonly Emitted[],
  before: (ref: Ref) => Fields | null | undefined,
): Writes {
  const last = new RefMap<{ put: Put; drop: boolean; event: number }>();
  emitted.forEach(({ put = {}, drop = {} }, event) => {
    for (const one of Object.values(put).flatMap(listOf))
      last.set(refOf(one), { put: one, drop: false, event });
    for (const one of Object.values(drop)) last.set(refOf(one), { put: one, drop: true, event });
  });
  const versionedBy = new Map<object, number>();
  const writes: Write[] = [];
  for (const { put, drop, event } of last.values()) {
    const [{ fields: declared }, record] = put;
    const ref = refOf(put);
    const write = { ...ref, event };
    versionedBy.set(record, event);
    const fields = drop ? undefined : before(ref);
    if (drop) writes.push({ ...write, kind: "delete" });
    else if (fields)
      writes.push({ ...write, kind: "update", fields: changedFields(declared, record, fields) });
    else writes.push({ ...write, kind: "insert", fields: allFields(declared, record) });
  }
  return { writes, versionedBy };
}

function allFields(declared: object, record: object): Fields {
  const fields: { [name: string]: unknown } = {};
  for (const name in declared) fields[name] = (record as Fields)[name];
  return fields;
}

function changedFields(declared: object, record: object, before: Fields): Fields {
  const fields: { [name: string]: unknown } = {};
  for (const name in declared) {
    const value = (record as Fields)[name];
    if (!isSame(before[name], value)) fields[name] = value;
  }
  return fields;
}

const isSame = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === "object" && a !== null && JSON.stringify(a) === JSON.stringify(b));
