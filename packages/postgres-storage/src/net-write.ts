import type { Collection, Commit, Write } from "@taskwire/core/adapter";
import { toColumn } from "./columns.ts";
import { Misuse } from "./failure.ts";

/** A value as it goes to the database. */
export type Column = string | number | boolean | null;

/** What a commit makes of one record, all its writes to it together. */
export interface NetWrite {
  readonly collection: Collection;
  readonly id: string;
  /** `bury`: what the commit itself made, and only the version stays. */
  kind: "insert" | "update" | "delete" | "bury";
  /** Whether the record has to be there before. */
  readonly wantsPresent: boolean;
  fields: { [field: string]: Column };
  /** The place of the event that gives the version, in collections whose versions come from the log. */
  event: number | undefined;
  /** How many changes it is. */
  changes: number;
}

/**
 * A commit's writes, one a record, or undefined when they contradict each other: such a commit is a conflict whatever the
 * database holds.
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
    const place = `${collection.name}/${id}`;
    const before = net.get(place);
    if (!before) {
      net.set(place, {
        collection,
        id,
        kind,
        wantsPresent: kind !== "insert",
        fields,
        event,
        changes: 1,
      });
      continue;
    }
    const isPresent = before.kind === "insert" || before.kind === "update";
    if (isPresent === (kind === "insert")) return undefined;
    if (kind === "delete") before.kind = before.wantsPresent ? "delete" : "bury";
    else if (kind === "insert") before.kind = before.wantsPresent ? "update" : "insert";
    before.fields = kind === "update" ? { ...before.fields, ...fields } : fields;
    before.event = event;
    before.changes++;
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
      values[field] = toColumn(collection, field, write.fields[field]);
  }
  return values;
}
