import { z } from "zod";

/** Longest text of a person, in code points. */
export const textLimit = 8_000;

// Astral characters are two UTF-16 units and one code point. Counting is only needed near the limit.
function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/**
 * Text that every storage keeps alike: well-formed Unicode without U+0000 (PostgreSQL refuses it, SQLite cuts at it),
 * at most `limit` code points.
 *
 * @example
 * ```ts
 * input: z.strictObject({ ...onBoard, description: text(2_000) }),
 * ```
 */
export function text(limit: number = textLimit) {
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
 * A title or a name: one line's worth of text with something to read in it.
 *
 * @example
 * ```ts
 * input: z.strictObject({ ...onBoard, name: label() }),
 * ```
 */
export function label(limit = 200) {
  return text(limit)
    .refine((value) => value.trim().length > 0, "Give it some text that can be read")
    .meta({ minLength: 1, maxLength: limit });
}
