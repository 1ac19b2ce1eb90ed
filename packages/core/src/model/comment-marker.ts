import { z } from "zod";
import { defineCollection } from "./collection.ts";
import { idSchema, userIdSchema } from "./id.ts";

export const commentMarkerSchema = z
  .object({
    id: z.string(),
    version: z.int(),
    userId: userIdSchema,
    boardId: idSchema,
    taskId: idSchema,
    commentId: idSchema,
    /** The `number` of that comment. Comments with a higher number are unread. */
    number: z.int(),
  })
  .meta({
    id: "CommentMarker",
    description:
      "How far a person has read the comments on a task: up to and including the comment `commentId`. Comments with a higher `number` are unread.",
  });

/**
 * How far a person has read the comments on a task. A marker only moves forward.
 *
 * @interface
 */
export type CommentMarker = z.infer<typeof commentMarkerSchema>;

export const commentMarkers = defineCollection<CommentMarker>()({
  name: "comment_markers",
  fields: { userId: "text", boardId: "text", taskId: "text", commentId: "text", number: "integer" },
  indexes: { task: ["taskId"] },
  versions: "topic",
});

export const commentMarkerId = (taskId: string, userId: string) => `${taskId}/${userId}`;
