import { z } from "zod";
import { idSchema } from "../../model/id.ts";
import { safeParse } from "../../model/safe-parse.ts";
import { label } from "../../model/text.ts";

/** One start of a node: what a crashed one told is never mistaken for what the next one tells. */
const from = idSchema;
// Far above what a node holds; below what would stall it to read.
const longest = 4 * 1024 * 1024;

const typing = z.strictObject({
  from,
  type: z.literal("typing"),
  user: z.strictObject({ id: idSchema, name: label() }),
  subject: idSchema.optional(),
  /** Of those who don't see all only these may know; null: everybody. */
  to: z.array(idSchema).nullable(),
});

const present = z.strictObject({
  from,
  type: z.literal("present"),
  /** Grows with each message of a node: what comes late is older. */
  n: z.int().min(1),
  users: z.array(z.tuple([idSchema, label()])).max(20_000),
  /** Wants to be told the others' people. */
  asks: z.boolean(),
});

const signalMessage = z.discriminatedUnion("type", [typing, present]);

/** What nodes tell each other about a topic, on a channel beside that of its hints. */
export type SignalMessage = z.infer<typeof signalMessage>;
/** Somebody is typing. */
export type TypingMessage = z.infer<typeof typing>;
/** Who follows the topic on one node: always all of them. */
export type PresentMessage = z.infer<typeof present>;

export const signalChannel = (topic: string): string => `signal:${topic}`;

// `from` comes first, so that a node knows its own messages without reading them.
const beginOf = (node: string) => `{"from":${JSON.stringify(node)},`;

export const encodeSignal = ({ from: node, ...rest }: SignalMessage): string =>
  beginOf(node) + JSON.stringify(rest).slice(1);

/** The message in a text; undefined when it is this node's own, or none: whoever reaches the transport may write anything there. */
export function decodeSignal(text: string, node: string): SignalMessage | undefined {
  if (text.length > longest || text.startsWith(beginOf(node))) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = safeParse(signalMessage, value);
  return parsed.success && parsed.data.from !== node ? parsed.data : undefined;
}
