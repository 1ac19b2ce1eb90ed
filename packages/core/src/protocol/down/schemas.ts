import { z } from "zod";
import { errorCodes } from "../../errors.ts";
import { topicSchema } from "../up/subscribe.ts";

const error = z
  .object({
    code: z.enum(Object.keys(errorCodes) as [keyof typeof errorCodes]),
    message: z.string().meta({ description: "The mistake and its correction, in English." }),
    details: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: "Error" });
const person = z.object({ id: z.string(), name: z.string() }).meta({ id: "Person" });
const count = z.int().min(0);
const cursor = z.string().meta({ description: "A position in the topic. Send it back as it is." });
const text = z.string();
/** Definitions of the app, which clients need to judge actions. */
const definitions = z.record(z.string(), z.unknown());

const event = z
  .object({
    number: z.int().min(1),
    id: z.string(),
    type: z.string(),
    subject: z.string().meta({ description: "The id of the thing that the event is about." }),
    at: z.iso.datetime(),
    actor: z.string(),
    data: z.record(z.string(), z.unknown()),
    put: z.record(z.string(), z.string()).optional(),
    drop: z.record(z.string(), z.string()).optional(),
    erase: z.record(z.string(), z.string()).optional(),
    show: z.record(z.string(), z.string()).optional(),
  })
  .meta({ id: "Event" });
const hidden = z
  .object({ number: z.int().min(1), type: z.literal("hidden"), subject: z.string() })
  .meta({ id: "HiddenEvent" });

/** The schemas of the frames that a server sends, by name. */
export const downSchemas = {
  welcome: z.object({
    type: z.literal("welcome"),
    connection: text,
    login: text.optional(),
    user: person.extend({ role: text }),
    now: z.iso.datetime(),
    limits: z.record(z.string(), z.number()),
    workflow: definitions,
    roles: definitions,
    permissions: definitions,
    reasons: definitions,
    mentions: definitions,
  }),
  authenticated: z.object({ type: z.literal("authenticated"), login: text.optional() }),
  refresh: z.object({ type: z.literal("refresh"), before: text }),
  result: z.union([
    z.object({ type: z.literal("result"), id: count, result: z.unknown() }),
    z.object({ type: z.literal("result"), id: z.number(), error }),
  ]),
  subscribed: z.object({
    type: z.literal("subscribed"),
    topic: topicSchema,
    cursor,
    number: count,
    head: count,
  }),
  events: z.object({
    type: z.literal("events"),
    topic: topicSchema,
    from: count,
    to: count,
    cursor,
    events: z.array(z.union([hidden, event])),
  }),
  reload: z.object({
    type: z.literal("reload"),
    topic: topicSchema,
    reason: z.enum(["too_old", "gone", "rights"]),
  }),
  unsubscribed: z.object({
    type: z.literal("unsubscribed"),
    // The topic as the client has sent it, so it can be longer than any real one.
    topic: text,
    error: error.optional(),
  }),
  revoked: z.object({
    type: z.literal("revoked"),
    topic: topicSchema,
    reason: z.enum(["removed", "left", "role", "disabled"]),
  }),
  inbox: z.object({ type: z.literal("inbox"), unread: count, at: count }),
  rooms: z.object({ type: z.literal("rooms"), heads: z.record(z.string(), count) }),
  typing: z.object({
    type: z.literal("typing"),
    topic: topicSchema,
    subject: text.optional(),
    user: person,
  }),
  presence: z.object({
    type: z.literal("presence"),
    topic: topicSchema,
    count,
    users: z.array(person).optional(),
  }),
  ping: z.object({
    type: z.literal("ping"),
    heads: z.record(z.string(), z.object({ to: count, cursor })),
  }),
  pong: z.object({ type: z.literal("pong") }),
  error: z.object({ type: z.literal("error"), error }),
};
