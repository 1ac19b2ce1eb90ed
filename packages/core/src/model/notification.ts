import { z } from "zod";
import { defineCollection } from "./collection.ts";
import { idSchema, timestampSchema, userIdSchema } from "./id.ts";
import { type AnyReason, resolutions } from "./reason.ts";

/**
 * The states of a notification. It is `open` until its recipient marks it as `read` or as `done`.
 * It becomes `resolved` when nothing is left to do about it.
 */
export const notificationStates = ["open", "read", "done", "resolved"] as const;
/** The state of a notification: `open`, `read`, `done` or `resolved`. */
export type NotificationState = (typeof notificationStates)[number];

/** A reason of taskwire, or one that the app declares with the option `reasons`. */
export const reasonSchema = z
  .string()
  .meta({ description: "A reason of taskwire, or one of the app's own." }) as z.ZodType<
  AnyReason,
  AnyReason
>;

export const notificationSchema = z
  .object({
    id: z.string(),
    version: z.int(),
    /** The number of its first event in its recipient's own topic. Lists are in this order. */
    number: z.int(),
    /** The recipient. */
    userId: userIdSchema,
    /** The strongest of `reasons`. */
    reason: reasonSchema,
    reasons: z.array(reasonSchema),
    /** The type of the event that it is about; `eventId` is that event's id. */
    type: z.string(),
    eventId: z.string(),
    /** The thing to open: `task:<id>`, `message:<id>`, `comment:<id>`, `board:<id>`, `room:<id>`. */
    about: z.string(),
    boardId: idSchema,
    taskId: idSchema.nullable(),
    roomId: idSchema.nullable(),
    messageId: idSchema.nullable(),
    commentId: idSchema.nullable(),
    /** The person who caused the event; `system` for the host app's own code. */
    actor: userIdSchema,
    /** The actor's name at that time; null for the host app's own code, and if `withheld`. */
    actorName: z.string().nullable(),
    /** The board's name at that time; null if `withheld`. */
    boardName: z.string().nullable(),
    /** The room's name at that time; null if it is about no room or a direct one, and if `withheld`. */
    roomName: z.string().nullable(),
    /** The beginning of the task's title as it is now; null if it is about no task, and if `withheld`. */
    taskTitle: z.string().nullable(),
    /** The beginning of the text as it is now. Null if there is none, and if `withheld`. */
    excerpt: z.string().nullable(),
    /**
     * The recipient may not read the thing that it is about, or the thing was deleted. The names and
     * the excerpt are then null.
     */
    withheld: z.boolean(),
    /** The recipient's preferences don't apply to this notification. */
    critical: z.boolean(),
    state: z.enum(notificationStates),
    /** How it was resolved; null in all other states. */
    resolution: z.enum(resolutions).nullable(),
    /** The person whose decision resolved it; null if no decision did. */
    decidedBy: userIdSchema.nullable(),
    /**
     * For `approval.requested`: the people whose votes the recipient can cast, if it is not only their own. They are
     * people who are away, and the recipient if their own vote is asked for too.
     */
    for: z.array(userIdSchema).nullable(),
    createdAt: timestampSchema,
    updatedAt: timestampSchema,
  })
  .meta({ id: "Notification", description: "An entry in a person's inbox, about one event." });

/**
 * An entry in a person's inbox, about one event. A person has at most one for each event.
 *
 * @interface
 */
export type Notification = z.infer<typeof notificationSchema>;

export const notifications = defineCollection<Notification>()({
  name: "notifications",
  fields: {
    number: "integer",
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
    actorName: "text?",
    boardName: "text?",
    roomName: "text?",
    taskTitle: "text?",
    excerpt: "text?",
    withheld: "boolean",
    critical: "boolean",
    state: "text",
    resolution: "text?",
    decidedBy: "text?",
    for: "json?",
    createdAt: "time",
    updatedAt: "time",
  },
  indexes: {
    inbox: ["userId", "number"],
    state: ["userId", "state", "number"],
    about: ["about", "state"],
    task: ["taskId", "userId"],
  },
  versions: "topic",
  numbered: "number",
  told: {
    name: "notification",
    person: "userId",
    status: ["state", "resolution", "decidedBy", "for", "updatedAt"],
    state: { field: "state", values: notificationStates, counted: "open" },
    repeats: {
      eventId: "key",
      reasons: "reason",
      about: { after: "task:", field: "taskId" },
      excerpt: "taskTitle",
      updatedAt: "at",
    },
  },
});

/** The query for a person's unread notifications, oldest first. */
export const unreadQuery = (userId: string) => ({
  index: "state",
  equals: { userId, state: "open" },
});

/** Maximum length of an id in bytes. It contains the id of an event and the id of a person. */
export const maxNotificationId = 600;

/** Unread notifications are counted up to this number. */
export const maxUnread = 1_000;
