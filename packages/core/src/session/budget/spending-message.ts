import { z } from "zod";
import { idSchema } from "../../model/id.ts";
import { isUserId } from "../../model/ids.ts";
import { safeParse } from "../../model/safe-parse.ts";

/** The channel on which nodes tell each other what people have spent of their calls. */
export const spendingChannel = "spending";
/** The channel on which nodes tell each other how much of their quotas people have used. */
export const usageChannel = "usage";
/** A message names no more people than this; a node sends several messages if there are more. */
export const maxPeople = 200;
// Maximum size of a message. It is enough for this number of people with the longest ids.
const maxLength = 128 * 1024;

const spendingSchema = z.strictObject({
  from: idSchema,
  /** The calls that each person has spent on this node since its last message. */
  spent: z.array(z.tuple([z.string(), z.number().min(0)])).max(maxPeople),
});

/** The calls that some people have spent on one node. */
export type Spending = readonly (readonly [userId: string, calls: number])[];

// `from` comes first, so that a node recognises its own messages without parsing them.
const prefixOf = (node: string) => `{"from":${JSON.stringify(node)},`;

export const encodeSpending = (node: string, spent: Spending): string =>
  `${prefixOf(node)}"spent":${JSON.stringify(spent)}}`;

/**
 * Decodes a message. Returns an empty list for this node's own messages and for any text that is
 * not a message: anybody who reaches the transport can publish.
 */
export function decodeSpending(text: string, node: string): Spending {
  if (text === "" || text.length > maxLength || text.startsWith(prefixOf(node))) return [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  const parsed = safeParse(spendingSchema, value);
  if (!parsed.success || parsed.data.from === node) return [];
  // One name that is no id leaves the others as they are.
  return parsed.data.spent.filter(([userId]) => isUserId(userId));
}
