import { z } from "zod";

/** Maximum length of a text that a person writes, in code points. */
export const maxTextLength = 8_000;

// An astral character is two UTF-16 units but one code point. Only texts near the limit are counted.
function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/**
 * A schema for text that every storage stores unchanged: well-formed Unicode of at most `limit`
 * code points, without U+0000 (PostgreSQL refuses it, SQLite cuts the text there).
 *
 * @example
 * ```ts
 * input: z.strictObject({ boardId: idSchema, description: text(2_000) }),
 * ```
 */
export function text(limit: number = maxTextLength) {
  return z
    .string()
    .refine(
      (value) => value.isWellFormed(),
      "The text has half a character (a lone surrogate); send whole characters",
    )
    .refine((value) => !value.includes("\0"), "The text has a NUL character; remove it")
    .refine(
      (value) => value.length <= limit || (value.length <= limit * 2 && codePoints(value) <= limit),
      `The text is longer than ${limit} characters; shorten it`,
    )
    .meta({ maxLength: limit });
}

/**
 * A schema for a title or a name: a text of at most `limit` code points that isn't just white space.
 *
 * @example
 * ```ts
 * input: z.strictObject({ boardId: idSchema, name: label() }),
 * ```
 */
export function label(limit = 200) {
  return text(limit)
    .refine((value) => value.trim().length > 0, "This is empty; write something")
    .meta({ minLength: 1, maxLength: limit });
}
