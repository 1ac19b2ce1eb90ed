import type { Access } from "../model/access.ts";
import type { Position } from "../storage/storage.ts";

/** A position in a topic as a client holds it, with how much its holder saw: who sees more or less since has to reload. */
export interface Cursor extends Position {
  readonly access: Access;
}

/** A cursor as text; opaque to clients. */
export const encodeCursor = ({ number, id }: Position, access: Access): string =>
  `${number}~${id}~${access[0]}`;

/** The cursor in a text, or undefined when it holds none. */
export function decodeCursor(text: string): Cursor | undefined {
  const [, number, id, access] = /^(\d{1,16})~([^~]{0,128})~([ai])$/.exec(text) ?? [];
  if (number === undefined || id === undefined) return undefined;
  return { number: Number(number), id, access: access === "a" ? "all" : "involved" };
}
