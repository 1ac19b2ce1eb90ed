import { z } from "zod";
import { idSchema, userIdSchema } from "../../model/id.ts";
import { safeParse } from "../../model/safe-parse.ts";
import { label } from "../../model/text.ts";

/** The id of a node since its last start. A node that restarts after a crash has another one. */
const from = idSchema;
// Messages may be forged. So a node accepts only messages that it can parse without a noticeable
// pause. A node that has more people on one topic than fit into a message announces only a part of
// them.
const maxLength = 512 * 1024;
const maxPeople = 5_000;

const typing = z.strictObject({
  from,
  type: z.literal("typing"),
  user: z.strictObject({ id: userIdSchema, name: label() }),
  subject: idSchema.optional(),
  /**
   * Among the people with `involved` access, only these get the message. Null means all of them.
   */
  to: z.array(userIdSchema).nullable(),
});

const present = z.strictObject({
  from,
  type: z.literal("present"),
  /** Grows with each message of a node, so that a message that arrives late is recognised. */
  n: z.int().min(1),
  users: z.array(z.tuple([userIdSchema, label()])).max(maxPeople),
  /** Asks the other nodes to announce their people too. */
  asks: z.boolean(),
});

const signalMessage = z.discriminatedUnion("type", [typing, present]);

/**
 * A message between nodes about one topic. It is sent on a channel of its own, not on that of the
 * topic's hints.
 */
export type SignalMessage = z.infer<typeof signalMessage>;
/** Somebody is typing. */
export type TypingMessage = z.infer<typeof typing>;
/** All people who follow the topic on one node. */
export type PresentMessage = z.infer<typeof present>;

export const signalChannel = (topic: string): string => `signal:${topic}`;

// `from` comes first, so that a node recognises its own messages without parsing them.
const prefixOf = (node: string) => `{"from":${JSON.stringify(node)},`;

export const encodeSignal = ({ from: node, ...rest }: SignalMessage): string =>
  prefixOf(node) + JSON.stringify(rest).slice(1);

/** Returns the people that a node announces: as many as other nodes accept. */
export function announced(people: ReadonlyMap<string, string>): [id: string, name: string][] {
  const users: [id: string, name: string][] = [];
  let length = 1_000;
  for (const [id, name] of people) {
    // Each person also needs eight characters for brackets, quotes and commas.
    length += 8 + JSON.stringify(id).length + JSON.stringify(name).length;
    if (users.length === maxPeople || length > maxLength) break;
    users.push([id, name]);
  }
  return users;
}

/**
 * Decodes a message. Returns undefined for this node's own messages and for any text that is not a
 * message: anybody who can write to the transport can publish one.
 */
export function decodeSignal(text: string, node: string): SignalMessage | undefined {
  if (text.length > maxLength || text.startsWith(prefixOf(node))) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = safeParse(signalMessage, value);
  return parsed.success && parsed.data.from !== node ? parsed.data : undefined;
}
