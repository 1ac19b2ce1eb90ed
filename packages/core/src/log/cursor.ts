import type { Access } from "../model/access.ts";
import type { Position } from "../storage/storage.ts";

/**
 * A position up to which a client has the events of a topic.
 *
 * A later event can remove the data of earlier ones, and it can take a task from its reader. So what was
 * read up to the position depends on events after it. If a storage is restored to a moment between the
 * two events, the log has data that the client never got, although it still has the event of the
 * position.
 */
export interface Reached extends Position {
  /** The head of the log when it was read. Left out if that is the position itself. */
  readonly head?: Position;
}

/** Returns the position of an event, in a log that was read when it had this head. */
export const reached = ({ number, id }: Position, head: Position | undefined): Reached =>
  head && head.number > number
    ? { number, id, head: { number: head.number, id: head.id } }
    : { number, id };

/**
 * A client's position in a topic, and what the client could see there. A client that sees more or
 * less than that now must reload.
 */
export interface Cursor extends Reached {
  readonly access: Access;
}

/** Encodes a cursor as text. Clients must not look into it. */
export const encodeCursor = ({ number, id, head }: Reached, access: Access): string =>
  `${number}~${id}~${access[0]}${head ? `~${head.number}~${head.id}` : ""}`;

/** Decodes a cursor. Returns undefined if the text is not a cursor. */
export function decodeCursor(text: string): Cursor | undefined {
  const [, number, id, access, headNumber, headId] =
    /^(\d{1,16})~([^~]{0,128})~([ai])(?:~(\d{1,16})~([^~]{0,128}))?$/.exec(text) ?? [];
  if (number === undefined || id === undefined) return undefined;
  return {
    number: Number(number),
    id,
    access: access === "a" ? "all" : "involved",
    ...(headId !== undefined && { head: { number: Number(headNumber), id: headId } }),
  };
}
