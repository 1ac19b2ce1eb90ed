import type { NewEvent } from "@taskwire/core/adapter";
import type { ToldCollection } from "./told.ts";
import { recordsOf, storedType } from "./told.ts";

/** Splits the id of a record into its key and its person. */
export function splitId(id: string): readonly [key: string, person: string] | undefined {
  const end = id.indexOf("|");
  return end < 0 ? undefined : [id.slice(0, end), id.slice(end + 1)];
}

/** Maximum number of digits of a place. */
const maxDigits = 9;
const zero = "0".charCodeAt(0);
const point = ".".charCodeAt(0);

/**
 * Returns the place of an event among the events of its command. This is the number after the last point of the
 * event's id. Returns undefined if the id does not end with such a number.
 */
export function placeOf(id: string): number | undefined {
  let place = 0;
  let unit = 1;
  for (let i = id.length - 1, digits = 0; ; i--, digits++) {
    const digit = id.charCodeAt(i) - zero;
    if (!(digit >= 0 && digit <= 9)) {
      const hasDigits = digits === 1 || (digits > 1 && place >= unit / 10);
      return hasDigits && digit === point - zero ? place : undefined;
    }
    if (digits === maxDigits) return undefined;
    place += digit * unit;
    unit *= 10;
  }
}

/** Returns the command of an event, with the point at its end. Its id continues with the place. */
export const commandOf = (id: string): string => id.slice(0, id.lastIndexOf(".") + 1);

/** Whether an event with this place is one of the command. */
export const isOfCommand = (command: string, id: string, place: number): boolean =>
  id.length === command.length + (place < 10 ? 1 : String(place).length) && id.startsWith(command);

/**
 * The values that the events of one commit have in common, in the order of their columns in the table of
 * changes.
 */
export const sharedByEvents = (
  collection: ToldCollection,
  { id, type, at, actor }: Pick<NewEvent, "id" | "type" | "at" | "actor">,
): string[] => [commandOf(id).slice(0, -1), storedType(collection, type), at, actor];

/**
 * Returns a function that returns the place of an event among the events of its command, if the log of a
 * collection with `told` can store the event. It can if the event carries one record of the collection, in the
 * topic of the record's person. For all other events, the function returns undefined.
 */
export function placesOf(collection: ToldCollection) {
  const ofRecord = recordsOf(collection);
  return (
    { topic, id, subject, audience, records }: Omit<NewEvent, "data">,
    recordId: string,
  ): number | undefined =>
    subject === recordId &&
    audience === null &&
    records === ofRecord &&
    topic === `user:${splitId(recordId)?.[1]}`
      ? placeOf(id)
      : undefined;
}
