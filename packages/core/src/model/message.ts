import { z } from "zod";
import { defineCollection } from "./collection.ts";
import { idSchema, timestampSchema, userIdSchema } from "./id.ts";
import { mentionSchema, unreachedSchema } from "./mention-span.ts";

/** Maximum number of mentions in `unreached`. */
export const maxUnreached = 20;

/** The fields that messages and comments share. */
export const postFields = {
  id: idSchema,
  version: z.int(),
  /** The number of its first event. It orders the posts of a room or task, whatever the clocks say. */
  number: z.int(),
  boardId: idSchema,
  authorId: userIdSchema,
  text: z.string(),
  mentions: z.array(mentionSchema),
  /** The first 20 mentions that reach nobody, so that the author can correct them. */
  unreached: z.array(unreachedSchema),
  /** The post that this one answers, in the same room or on the same task. */
  replyTo: idSchema.nullable(),
  createdAt: timestampSchema,
  editedAt: timestampSchema.nullable(),
  /** If it is set, `text`, `mentions` and `unreached` are empty. */
  deletedAt: timestampSchema.nullable(),
  deletedBy: userIdSchema.nullable(),
};

export const messageSchema = z
  .object({ ...postFields, roomId: idSchema })
  .meta({ id: "Message", description: "A message in a room." });

/**
 * A message in a room. A deleted message stays in the room without its text, and its earlier events
 * lose their data.
 *
 * @interface
 */
export type Message = z.infer<typeof messageSchema>;

/**
 * The columns that messages and comments have in common. The long ones come last, so that a
 * database that counts posts by the other columns does not have to read the texts.
 */
export const postColumns = {
  number: "integer",
  boardId: "text",
  authorId: "text",
  createdAt: "time",
  deletedAt: "time?",
  editedAt: "time?",
  deletedBy: "text?",
  replyTo: "text?",
  text: "text",
  mentions: "json",
  unreached: "json",
} as const;

export const messages = defineCollection<Message>()({
  name: "messages",
  fields: { roomId: "text", ...postColumns },
  indexes: { room: ["roomId", "number"] },
  versions: "topic",
  numbered: "number",
});
