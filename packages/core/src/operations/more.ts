import { z } from "zod";
import { maxTokenLength } from "../engine/operation/page-token.ts";
import { nextSchema } from "./page.ts";

// An opened board or room has several lists. If they don't fit into one answer, the same operation gives
// the rest: its position has the positions of these lists, each as its own `next`.

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

/** A list of which nothing is left. */
export const noPage = { records: [], next: null };

/** Joins the positions of the lists. `left` is how many entries the last one still has at most. */
export const moreOf = (
  first: string | null,
  second: string | null = null,
  left = 0,
): string | null =>
  first === null && second === null ? null : `${first ?? ""}.${second ?? ""}.${left}`;

/**
 * Splits a position: undefined at the start of a list, null at its end. The lists check their own
 * positions.
 */
export function partsOf(
  after: string | undefined,
): [first: string | null | undefined, second: string | null | undefined, left: number | undefined] {
  if (after === undefined) return [undefined, undefined, undefined];
  const [first = "", second = "", left = ""] = after.split(".");
  // A caller may have made it up. It can only ask for less than there is.
  return [first || null, second || null, Number(left) || 1];
}
