import { z } from "zod";
import { TaskwireError } from "../../errors.ts";
import { textOfBase64url, toBase64url } from "../../model/base64url.ts";
import { sha256 } from "../../model/sha256.ts";
import type { Position } from "../../storage/storage.ts";

/**
 * Identifies a list by its contents and order. All parts of a list's name are JSON, e.g.
 * `["tasks", boardId, "newest"]`.
 */
export type ListName = readonly unknown[];

/** Maximum length of a token. A place with two long ids fits, in Base64. */
export const maxTokenLength = 2_000;

// A client can send any text. A NUL or half a character would make a storage fail.
const storable = (value: string): boolean => value.isWellFormed() && !value.includes("\0");
const textSchema = z.string().max(600).refine(storable);
const placeSchema = z
  .array(z.union([textSchema, z.int()]))
  .min(1)
  .max(6);

const encoder = new TextEncoder();
const scopeOf = (list: ListName): string => sha256(JSON.stringify(list)).slice(0, 12);

/**
 * Encodes the position in a list at which a page ends, as text for a client. The text also says
 * which list it belongs to. A position of another list, or of the same list in another order, would
 * lead to an arbitrary page.
 */
export const encodePageToken = (list: ListName, place: readonly unknown[]): string =>
  toBase64url(encoder.encode(JSON.stringify([scopeOf(list), ...place])));

/**
 * Decodes the text that {@link encodePageToken} made for the same list, if all parts of the place
 * are texts.
 *
 * @param length the number of parts that a place in this list has
 * @throws {TaskwireError} as {@link decodePlace}.
 */
export const decodePageToken = (
  list: ListName,
  token: string,
  { field = "after", length }: { readonly field?: "after" | "before"; readonly length: number },
): readonly string[] =>
  decodePlace(list, token, Array(length).fill("string"), field) as readonly string[];

/**
 * Decodes the text that {@link encodePageToken} made for the same list.
 *
 * @param kinds the kinds of the parts that a place in this list has
 * @throws {TaskwireError} `invalid` for any other text. It does not begin at the start of the list
 *   instead, because then the caller would get entries twice.
 */
export function decodePlace(
  list: ListName,
  token: string,
  kinds: readonly ("string" | "number")[],
  field: "after" | "before" = "after",
): readonly (string | number)[] {
  try {
    const text = textOfBase64url(token);
    const [scope, ...place] = placeSchema.parse(JSON.parse(text));
    // The last character has unused bits, so several tokens would decode to the same text. Only one
    // of them is accepted.
    const isExact = toBase64url(encoder.encode(text)) === token;
    const fits =
      place.length === kinds.length && place.every((part, i) => typeof part === kinds[i]);
    if (isExact && scope === scopeOf(list) && fits) return place;
  } catch {
    // The text is not a token.
  }
  throw new TaskwireError(
    "invalid",
    `\`${field}\` is not the \`next\` of a previous page of this list with the same filters and order. Leave it out to begin at the start.`,
  );
}

/** Decodes a position in a topic's log. A caller may have made it up, so its number can be anything. */
export function positionIn(list: ListName, token: string): Position {
  const [number, id = ""] = decodePageToken(list, token, { field: "before", length: 2 });
  const at = Number(number);
  return { number: Number.isSafeInteger(at) && at > 0 ? at : 0, id };
}
