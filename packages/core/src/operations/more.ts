import { z } from "zod";
import { maxTokenLength } from "../engine/operation/page-token.ts";
import { TaskwireError } from "../errors.ts";
import { nextSchema } from "./page.ts";

// The answer of `boards.open` or `rooms.open` has several lists. If they don't fit into one answer,
// the same operation is called again for the rest. The position that it is called with contains the
// `next` of each list.

/** The input that asks for the rest of an opened board or room. */
export const moreInput = z
  .string()
  .max(maxTokenLength * 2)
  .optional()
  .meta({ description: "`more` of the previous answer. Leave it out to get the first answer." });

/** The output field that leads to the rest. */
export const moreSchema = nextSchema.meta({
  description:
    "Pass it as `after` to the same operation to get the rest: more entries of the same lists. Null: this is all.",
});

/** The position of a list that is complete. */
export const noPage = { records: [], next: null };

/**
 * Joins the positions of the lists. `left` is the maximum number of entries that the last list may
 * still add.
 */
export const moreOf = (
  first: string | null,
  second: string | null = null,
  left = 0,
): string | null =>
  first === null && second === null ? null : `${first ?? ""}.${second ?? ""}.${left}`;

/** A position as {@link moreOf} joins it. */
const joined = /^([\w-]*)\.([\w-]*)\.(\d{1,4})$/;

/**
 * Splits a position. The position of a list is undefined at its start, and null at its end. The
 * lists check their own positions.
 *
 * @throws {TaskwireError} `invalid` for a text that is no such position. It does not begin at the start
 *   instead, because then the caller would get entries twice.
 */
export function partsOf(
  after: string | undefined,
): [first: string | null | undefined, second: string | null | undefined, left: number | undefined] {
  if (after === undefined) return [undefined, undefined, undefined];
  const [, first, second, left] = joined.exec(after) ?? [];
  if (!first && !second)
    throw new TaskwireError(
      "invalid",
      "`after` is not the `more` of a previous answer of this operation. Leave it out to begin at the start.",
    );
  // A caller can send any number here. It does no harm: it can only make the list shorter.
  return [first || null, second || null, Number(left) || 1];
}
