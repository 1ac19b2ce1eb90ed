import { z } from "zod";
import { idPattern, isId, isUserId, maxUserIdBytes, userIdPattern } from "./ids.ts";

/**
 * An id of anything but a person: 1 to 128 letters, digits or `_ . : @ + = ~ -`. taskwire makes
 * sortable ids (UUIDv7); the app may choose those of boards and rooms. A slash is not allowed, because
 * it separates the two parts of the ids of members.
 *
 * @example
 * ```ts
 * const input = z.strictObject({ boardId: idSchema, taskId: idSchema });
 * ```
 */
export const idSchema = z
  .string()
  .refine(isId, "An id has 1 to 128 letters, digits or _ . : @ + = ~ -")
  .meta({ description: "An opaque id.", pattern: idPattern });

/**
 * The id of a person in the app: up to 256 bytes, without control characters. In a URL's path it
 * has to be encoded with `encodeURIComponent`.
 *
 * @example
 * ```ts
 * const input = z.strictObject({ boardId: idSchema, userId: userIdSchema });
 * ```
 */
export const userIdSchema = z
  .string()
  .refine(
    isUserId,
    `A person's id has 1 to ${maxUserIdBytes} bytes of text without control characters, and is not . or ..`,
  )
  .meta({ description: "The id of a person, chosen by the app.", pattern: userIdPattern });

/**
 * ISO 8601 in UTC with milliseconds, as `Date.prototype.toISOString` writes it.
 *
 * @example
 * ```ts
 * const output = z.object({ id: idSchema, remindedAt: timestampSchema });
 * ```
 */
export const timestampSchema = z.iso.datetime().meta({ description: "ISO 8601, UTC." });

const firstYear = 1900;
const lastYear = 2200;
/** A year of the Buddhist calendar, which Thailand uses, is larger by this number. */
const buddhistYears = 543;

/** Returns the reason why the year of a date is refused. Undefined if the year is plausible. */
export function yearProblem(text: string): string | undefined {
  const year = new Date(text).getUTCFullYear();
  if (year >= firstYear && year <= lastYear) return undefined;
  const gregorian = year - buddhistYears;
  return gregorian >= firstYear && gregorian <= lastYear
    ? `The year ${year} is far away. If it is of the Buddhist calendar, use the year ${gregorian}`
    : `The year has to be from ${firstYear} to ${lastYear}`;
}

/**
 * A schema for a time in an input. It accepts ISO 8601 with `Z` or an offset, and returns the same
 * moment in the form of {@link timestampSchema}. Stored times all have this form, because they are
 * compared as text.
 *
 * @example
 * ```ts
 * const input = z.strictObject({ boardId: idSchema, remindAt: timestampInput });
 * ```
 */
export const timestampInput = z.iso
  .datetime({
    offset: true,
    error: "A time is ISO 8601 with a Z or an offset, as `toISOString` of a Date writes it",
  })
  .max(40, "This time has too many digits; milliseconds are enough")
  .superRefine((text, context) => {
    const message = Number.isNaN(Date.parse(text)) ? undefined : yearProblem(text);
    if (message) context.addIssue({ code: "custom", message });
  })
  .overwrite((text) => {
    const time = Date.parse(text);
    return Number.isNaN(time) ? text : new Date(time).toISOString();
  })
  .meta({
    description: "A time in ISO 8601, with `Z` or an offset. It is kept in UTC with milliseconds.",
  });
