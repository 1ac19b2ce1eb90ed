import type { LoggedEvent, NewEvent } from "@taskwire/core/adapter";
import { recordsOf, storedType, type ToldCollection } from "./told.ts";

/** Splits the id of a record into its key and its person. */
export function splitId(id: string): readonly [key: string, person: string] | undefined {
  const end = id.indexOf("|");
  return end < 0 ? undefined : [id.slice(0, end), id.slice(end + 1)];
}

/** The command of an event, with the point at its end, and the event's place among the events of the command. */
export interface Origin {
  readonly command: string;
  readonly place: number;
}

/** An event that carries a record of a collection with `told`. */
export interface Carrier {
  readonly origin: Origin;
  readonly event: Pick<NewEvent, "type" | "at" | "actor">;
}

/**
 * Returns the origin of an event. Its id is the command and the place. Returns undefined for any other id.
 *
 * @param before the origin of another event: often this one has the next place in the same command
 */
export function originOf(id: string, before?: Origin): Origin | undefined {
  if (before) {
    const { command } = before;
    const place = before.place + 1;
    const end = String(place);
    if (id.length === command.length + end.length && id.startsWith(command) && id.endsWith(end))
      return { command, place };
  }
  const [, command, place] = /^(.*\.)(0|[1-9]\d{0,8})$/s.exec(id) ?? [];
  return command === undefined ? undefined : { command, place: Number(place) };
}

/**
 * The values that the events of one commit have in common, in the order of their columns in the table of
 * changes.
 */
export const sharedByEvents = (
  collection: ToldCollection,
  { origin: { command }, event: { type, at, actor } }: Carrier,
): string[] => [command.slice(0, -1), storedType(collection, type), at, actor];

/**
 * Whether an event can be stored in the log of a collection with `told`: it carries one record of
 * the collection, in the topic of the record's person.
 */
export const carriesRecord = (
  collection: ToldCollection,
  {
    topic,
    subject,
    audience,
    records,
  }: Pick<LoggedEvent, "topic" | "subject" | "audience" | "records">,
): boolean =>
  audience === null &&
  records === recordsOf(collection) &&
  topic === `user:${splitId(subject)?.[1]}`;
