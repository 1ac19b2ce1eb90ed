import { z } from "zod";
import { defineCollection } from "./collection.ts";
import { idSchema, timestampSchema } from "./id.ts";
import { mentionSchema } from "./mention-span.ts";

/** What messages and comments have in common. */
export const postFields = {
  id: idSchema,
  version: z.int(),
  boardId: idSchema,
  authorId: idSchema,
  text: z.string(),
  mentions: z.array(mentionSchema),
  /** What it answers, in the same room or on the same task. */
  replyTo: idSchema.nullable(),
  createdAt: timestampSchema,
  editedAt: timestampSchema.nullable(),
  /** Set: `text` is empty, and nothing is left of what was said. */
  deletedAt: timestampSchema.nullable(),
  deletedBy: idSchema.nullable(),
};

export const messageSchema = z
  .object({ ...postFields, roomId: idSchema })
  .meta({ id: "Message", description: "What somebody says in a room." });

/** What somebody says in a room. Deleted, it stays as a place without text, and its earlier events lose their data. */
export type Message = z.infer<typeof messageSchema>;

/** The columns that messages and comments have in common. */
export const postColumns = {
  boardId: "text",
  authorId: "text",
  text: "text",
  mentions: "json",
  replyTo: "text?",
  createdAt: "time",
  editedAt: "time?",
  deletedAt: "time?",
  deletedBy: "text?",
} as const;

export const messages = defineCollection<Message>()({
  name: "messages",
  fields: { ...postColumns, roomId: "text" },
  // By id, which sorts by age.
  indexes: { room: ["roomId"] },
  versions: "topic",
});
