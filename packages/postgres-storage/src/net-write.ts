import type { Collection, Commit, Write } from "@taskwire/core/adapter";
import { toColumn } from "./columns.ts";
import { Misuse } from "./failure.ts";

/** A value in the form that the database takes. */
export type Column = string | number | boolean | null;

/** The net effect of all writes of a commit on one record. */
export interface NetWrite {
  readonly collection: Collection;
  readonly id: string;
  /**
   * `bury`: the commit itself inserted the record and deleted it again, so only a tombstone with
   * the version is written.
   */
  kind: "insert" | "update" | "delete" | "bury";
  /** Whether the record must exist before the commit; otherwise it must not. */
  readonly mustExist: boolean;
  fields: { [field: string]: Column };
  /**
   * The index of the event in the commit that gives the record its version. Undefined for
   * collections with `versions: "own"`.
   */
  event: number | undefined;
  /** The number of writes. Each adds 1 to the version of a record with `versions: "own"`. */
  changeCount: number;
}

/** Identifies a record among all collections. */
export const recordKey = (collection: string, id: string): string => `${collection}/${id}`;

/**
 * Combines the writes of a commit, so that each record has one. Returns a map whose keys are made by
 * {@link recordKey}. Returns undefined if the writes contradict each other, e.g. insert a record twice:
 * such a commit is a conflict in any case.
 *
 * @throws Misuse if a write doesn't fit the declared collections.
 */
export function netWrites(
  { writes, events }: Commit,
  collectionOf: (name: string) => Collection,
): Map<string, NetWrite> | undefined {
  const net = new Map<string, NetWrite>();
  for (const write of writes) {
    const collection = collectionOf(write.collection);
    const { id, kind, event } = write;
    if (
      collection.versions === "topic" &&
      !(event !== undefined && event >= 0 && event < events.length)
    ) {
      throw new Misuse(
        `A write to ${write.collection} must name the event that carries the record.`,
      );
    }
    const fields = encode(collection, write);
    const key = recordKey(collection.name, id);
    const before = net.get(key);
    if (!before) {
      net.set(key, {
        collection,
        id,
        kind,
        mustExist: kind !== "insert",
        fields,
        event,
        changeCount: 1,
      });
      continue;
    }
    const isPresent = before.kind === "insert" || before.kind === "update";
    if (isPresent === (kind === "insert")) return undefined;
    if (kind === "delete") before.kind = before.mustExist ? "delete" : "bury";
    else if (kind === "insert") before.kind = before.mustExist ? "update" : "insert";
    before.fields = kind === "update" ? { ...before.fields, ...fields } : fields;
    before.event = event;
    before.changeCount++;
  }
  return net;
}

function encode(collection: Collection, write: Write): { [field: string]: Column } {
  const values: { [field: string]: Column } = {};
  if (write.kind === "delete") return values;
  for (const field in write.fields)
    values[field] = toColumn(collection, field, write.fields[field]);
  if (write.kind === "insert") {
    for (const field in collection.fields)
      values[field] =
        // The procedure sets it to the version.
        field === collection.numbered ? 0 : toColumn(collection, field, write.fields[field]);
  }
  return values;
}
