import { z } from "zod";
import { defineCollection } from "./collection.ts";
import { idSchema, timestampSchema, userIdSchema } from "./id.ts";
import { postColumns, postFields } from "./message.ts";

export const commentSchema = z
  .object({
    ...postFields,
    taskId: idSchema,
    resolvedBy: userIdSchema.nullable(),
    resolvedAt: timestampSchema.nullable(),
  })
  .meta({
    id: "Comment",
    description:
      "A comment on a task. The first comment of a thread says whether the thread is resolved.",
  });

/**
 * A comment on a task. Everybody who sees the task sees its comments.
 *
 * @interface
 */
export type Comment = z.infer<typeof commentSchema>;

export const comments = defineCollection<Comment>()({
  name: "comments",
  fields: { ...postColumns, taskId: "text", resolvedBy: "text?", resolvedAt: "time?" },
  indexes: { task: ["taskId", "number"] },
  versions: "topic",
  numbered: "number",
});
