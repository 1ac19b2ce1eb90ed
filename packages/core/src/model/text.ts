import { z } from "zod";
import { hasControl, hasControlOrBreak, hasDirectionControl, isReadable } from "./readable.ts";

/** Maximum length of a text that a person writes, in Unicode code points. */
export const maxTextLength = 8_000;

// A character such as an emoji is two UTF-16 units but one code point. Only texts near the limit
// are counted.
function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

// Not all users of JSON Schema support classes of Unicode characters. So these patterns allow more
// than the checks.
/** Text of several lines: no control characters except tabs and line breaks. */
const lines = "(?:[^\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]|\\r\\n)*$";
/** Control characters, line breaks and direction controls, to be used inside a character class. */
export const unwantedInLine =
  "\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069";
const oneLine = `^[^${unwantedInLine}]*[^\\s${unwantedInLine}][^${unwantedInLine}]*$`;

/**
 * A schema for text of several lines that every storage stores unchanged: well-formed Unicode of at
 * most `limit` code points, without control characters except tabs and line breaks.
 *
 * @example
 * ```ts
 * const input = z.strictObject({ boardId: idSchema, description: text(2_000) });
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
    .refine((value) => !hasControl(value), "The text has a control character; remove it")
    .meta({ maxLength: limit, pattern: `^${lines}` });
}

/**
 * A schema for a text of several lines with at least one visible character. A text of spaces,
 * invisible characters or lone combining marks is refused with the reason `empty`.
 *
 * @example
 * ```ts
 * const input = z.strictObject({ boardId: idSchema, question: nonEmptyText(500) });
 * ```
 */
export function nonEmptyText(
  limit: number = maxTextLength,
  empty = "The text is empty; write something",
) {
  return text(limit)
    .refine(isReadable, empty)
    .meta({ minLength: 1, maxLength: limit, pattern: `^(?=\\s*\\S)${lines}` });
}

/**
 * A schema for a title or a name: one line of at most `limit` code points, with at least one
 * visible character. It has no line breaks, and no character that changes the direction of the text
 * after it.
 *
 * @example
 * ```ts
 * const input = z.strictObject({ boardId: idSchema, name: label() });
 * ```
 */
export function label(limit = 200) {
  return text(limit)
    .refine(isReadable, "This is empty; write something")
    .refine(
      (value) => !hasControlOrBreak(value),
      "This has a line break, a tab or a control character; write it in one line",
    )
    .refine(
      (value) => !hasDirectionControl(value),
      "This has an invisible character that changes the direction of writing; remove it",
    )
    .meta({ minLength: 1, maxLength: limit, pattern: oneLine });
}
