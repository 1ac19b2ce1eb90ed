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
  const lastAbout = new RefMap<number>();
  emitted.forEach(({ topic, put = {}, drop = {}, subject }, event) => {
    lastAbout.set({ collection: topic, id: subject }, event);
    for (const one of Object.values(put).flatMap(listOf))
      last.set(refOf(one), { put: one, drop: false, event });
    for (const one of Object.values(drop)) last.set(refOf(one), { put: one, drop: true, event });
  });
  const versionedBy = new Map<object, number>();
  const writes: Write[] = [];
  for (const { put, drop, event } of last.values()) {
    const [{ fields: declared }, record] = put;
    const ref = refOf(put);
    // An event about a record raises its version even if it carries only a part of it, for example a
    // new subtask of a task. Only within one topic: a person and a board may have the same id, and
    // numbers of two topics can't be compared.
    const { topic } = emitted[event] as Emitted;
    const write = { ...ref, event: Math.max(event, lastAbout.get(topic, ref.id) ?? 0) };
    versionedBy.set(record, write.event);
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
