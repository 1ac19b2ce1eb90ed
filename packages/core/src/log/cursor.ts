import type { Access } from "../model/access.ts";
import type { Position } from "../storage/storage.ts";

/**
 * A client's position in a topic, and what the client could see there. A client that sees more or
 * less than that now must reload.
 */
export interface Cursor extends Position {
  readonly access: Access;
}

/** Encodes a cursor as text. Clients must not look into it. */
export const encodeCursor = ({ number, id }: Position, access: Access): string =>
  `${number}~${id}~${access[0]}`;

/** Decodes a cursor. Returns undefined if the text is none. */
export function decodeCursor(text: string): Cursor | undefined {
  const [, number, id, access] = /^(\d{1,16})~([^~]{0,128})~([ai])$/.exec(text) ?? [];
  if (number === undefined || id === undefined) return undefined;
  return { number: Number(number), id, access: access === "a" ? "all" : "involved" };
}
