import { z } from "zod";
import { defineCollection } from "./collection.ts";
import { idSchema, timestampSchema } from "./id.ts";
import { postColumns, postFields } from "./message.ts";

export const commentSchema = z
  .object({
    ...postFields,
    taskId: idSchema,
    resolvedBy: idSchema.nullable(),
    resolvedAt: timestampSchema.nullable(),
  })
  .meta({
    id: "Comment",
    description:
      "What somebody says about a task. The first of a thread carries whether it is resolved.",
  });

/** What somebody says about a task, for everyone on the board who sees the task. */
export type Comment = z.infer<typeof commentSchema>;

export const comments = defineCollection<Comment>()({
  name: "comments",
  fields: { ...postColumns, taskId: "text", resolvedBy: "text?", resolvedAt: "time?" },
  indexes: { task: ["taskId"] },
  versions: "topic",
});
