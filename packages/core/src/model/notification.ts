import { z } from "zod";
import { defineCollection } from "./collection.ts";
import { idSchema, timestampSchema } from "./id.ts";
import { reasons, resolutions } from "./reason.ts";

/** The life of a row: `open`, then `read`, then `done` by its person; or `resolved` when what it asked about is settled. */
export const notificationStates = ["open", "read", "done", "resolved"] as const;
export type NotificationState = (typeof notificationStates)[number];

export const notificationSchema = z
  .object({
    id: z.string(),
    version: z.int(),
    /** Whose inbox it lies in. */
    userId: idSchema,
    /** The strongest of `reasons`. */
    reason: z.enum(reasons),
    reasons: z.array(z.enum(reasons)),
    /** Type and id of the event that it tells of. */
    type: z.string(),
    eventId: z.string(),
    /** What it opens: `task:<id>`, `message:<id>`, `comment:<id>`, `board:<id>`, `room:<id>`. */
    about: z.string(),
    boardId: idSchema,
    taskId: idSchema.nullable(),
    roomId: idSchema.nullable(),
    messageId: idSchema.nullable(),
    commentId: idSchema.nullable(),
    /** Who did it; `system` for the host's own code. */
    actor: idSchema,
    /** A few words of it. Null where there are none, or not for this person any more. */
    excerpt: z.string().nullable(),
    /** Came through whatever the person's preferences say. */
    critical: z.boolean(),
    state: z.enum(notificationStates),
    /** Of a resolved row: how it was settled. */
    resolution: z.enum(resolutions).nullable(),
    /** Of one that is settled by a decision: who took it. */
    decidedBy: idSchema.nullable(),
    createdAt: timestampSchema,
    updatedAt: timestampSchema,
  })
  .meta({ id: "Notification", description: "A row in a person's inbox." });

/** A row in a person's inbox. At most one for each person and event. */
export type Notification = z.infer<typeof notificationSchema>;

export const notifications = defineCollection<Notification>()({
  name: "notifications",
  fields: {
    userId: "text",
    reason: "text",
    reasons: "json",
    type: "text",
    eventId: "text",
    about: "text",
    boardId: "text",
    taskId: "text?",
    roomId: "text?",
    messageId: "text?",
    commentId: "text?",
    actor: "text",
    excerpt: "text?",
    critical: "boolean",
    state: "text",
    resolution: "text?",
    decidedBy: "text?",
    createdAt: "time",
    updatedAt: "time",
  },
  indexes: { inbox: ["userId"], state: ["userId", "state"], about: ["about", "state"] },
  versions: "topic",
});

/** Unread rows are counted up to here. */
export const mostUnread = 1_000;
