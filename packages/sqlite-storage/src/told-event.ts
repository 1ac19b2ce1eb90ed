import type { NewEvent } from "@taskwire/core/adapter";
import type { ToldCollection } from "./told.ts";
import { recordsOf, storedType } from "./told.ts";

/** Splits the id of a record into its key and its person. */
export function splitId(id: string): readonly [key: string, person: string] | undefined {
  const end = id.indexOf("|");
  return end < 0 ? undefined : [id.slice(0, end), id.slice(end + 1)];
}

/** Splits the id of an event into its command and its place among the command's events. */
export function splitEventId(id: string): readonly [command: string, place: number] {
  const end = id.lastIndexOf(".");
  return [id.slice(0, end), Number(id.slice(end + 1))];
}

/**
 * The values that the events of one commit have in common, in the order of their columns in the table of
 * changes.
 */
export const sharedByEvents = (
  collection: ToldCollection,
  { id, type, at, actor }: Pick<NewEvent, "id" | "type" | "at" | "actor">,
): string[] => [splitEventId(id)[0], storedType(collection, type), at, actor];

/**
 * Whether an event can be stored in the log of a collection with `told`: it carries one record of
 * the collection, in the topic of the record's person.
 */
export const carries = (
  collection: ToldCollection,
  { topic, id, subject, audience, records }: Omit<NewEvent, "data">,
  recordId: string,
): boolean =>
  subject === recordId &&
  audience === null &&
  records === recordsOf(collection) &&
  topic === `user:${splitId(recordId)?.[1]}` &&
  /\.(0|[1-9]\d{0,8})$/.test(id);
