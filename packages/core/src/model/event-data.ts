import { z } from "zod";
import { boardSchema } from "./board.ts";
import { commentSchema } from "./comment.ts";
import { commentMarkerSchema } from "./comment-marker.ts";
import { idSchema, userIdSchema } from "./id.ts";
import { memberSchema } from "./member.ts";
import { messageSchema } from "./message.ts";
import { notificationSchema } from "./notification.ts";
import { preferenceSchema } from "./preference.ts";
import { readMarkerSchema } from "./read-marker.ts";
import { roomSchema } from "./room.ts";
import { roomMemberSchema } from "./room-member.ts";
import { subtaskSchema } from "./subtask.ts";
import { taskSchema } from "./task.ts";
import { userSchema } from "./user.ts";

// The version of a record that an event writes is the event's number, so the event doesn't repeat it.
const unversioned = { version: true } as const;
const board = boardSchema.omit(unversioned);
const member = memberSchema.omit(unversioned);
const task = taskSchema.omit(unversioned);
const subtask = subtaskSchema.omit(unversioned);
const comment = commentSchema.omit(unversioned);
const room = roomSchema.omit(unversioned);
const roomMember = roomMemberSchema.omit(unversioned);
const message = messageSchema.omit(unversioned);
const user = userSchema.omit(unversioned);
const notification = notificationSchema.omit(unversioned);
// The number of a new notification is that of the event too.
const newNotification = notification.omit({ number: true });

// Those that the event changes, and for people who become involved also those that it leaves as they
// are. The latter have their versions.
const subtasks = z.array(subtaskSchema.partial(unversioned)).optional();
// A person's own log has no names of places: the log of a place is deleted with it, this one stays.
const place = { boardId: idSchema, role: z.string() };
// Of a thing that is deleted, events carry only ids.
const erased = z.strictObject({ id: z.string() });
const several = z.array(erased).optional();
const memberOfBoard = z.strictObject({ board, member });
const memberOfRoom = z.strictObject({ room, member: roomMember });

/** The schemas of what the events of taskwire's own operations carry, by type. */
export const eventData = {
  "board.created": z.strictObject({ board }),
  "board.edited": z.strictObject({ board }),
  "board.deleted": z.strictObject({ board: erased }),
  "member.added": z.union([memberOfBoard, memberOfRoom]),
  "member.changed": z.union([
    z.strictObject({ board: board.optional(), member }),
    z.strictObject({ room: room.optional(), member: roomMember }),
  ]),
  "member.removed": z.union([memberOfBoard, memberOfRoom]),
  "task.created": z.strictObject({ task }),
  "task.state_renamed": z.strictObject({ task, from: z.string(), to: z.string() }),
  "task.deleted": z.strictObject({ task: erased, subtasks: several }),
  "task.edited": z.strictObject({ task, subtasks }),
  "approval.voided": z.strictObject({
    task,
    by: z.array(userIdSchema),
    because: z.literal("edited"),
    from: z.string(),
    to: z.string(),
  }),
  "subtask.created": z.strictObject({ subtask, task: task.optional(), subtasks }),
  "subtask.assigned": z.strictObject({
    subtask,
    task,
    from: userIdSchema.nullable(),
    to: userIdSchema.nullable(),
    subtasks,
  }),
  "subtask.edited": z.strictObject({ subtask, task, subtasks }),
  "subtask.cancelled": z.strictObject({ subtask, task }),
  "subtask.completed": z.strictObject({ subtask, task }),
  "subtask.reopened": z.strictObject({ subtask, task, subtasks }),
  "subtask.restored": z.strictObject({ subtask, task: task.optional(), subtasks }),
  "comment.posted": z.strictObject({
    comment,
    author: z.strictObject({ id: userIdSchema, name: z.string() }).optional(),
  }),
  "comment.edited": z.strictObject({ comment }),
  "comment.deleted": z.strictObject({ comment }),
  "comment.resolved": z.strictObject({ comment }),
  "comment.reopened": z.strictObject({ comment }),
  "room.created": z.strictObject({ room }),
  "room.edited": z.strictObject({ room }),
  "room.deleted": z.strictObject({ room: erased, boardId: idSchema }),
  "message.posted": z.strictObject({ message }),
  "message.edited": z.strictObject({ message }),
  "message.deleted": z.strictObject({ message }),
  "user.created": z.strictObject({ user }),
  "user.changed": z.strictObject({ user, before: z.string().optional() }),
  "user.erased": z.strictObject({ user }),
  "user.joined": z.strictObject({ user, ...place }),
  "user.role_changed": z.strictObject({ user, ...place, before: z.string() }),
  "user.left": z.strictObject({ user, ...place }),
  "room.joined": z.strictObject({
    user,
    boardId: idSchema,
    roomId: idSchema,
  }),
  "room.left": z.strictObject({
    user: user.optional(),
    boardId: idSchema,
    roomId: idSchema,
    readMarkers: several,
  }),
  "task.read": z.strictObject({ commentMarker: commentMarkerSchema.omit(unversioned) }),
  "room.read": z.strictObject({ readMarker: readMarkerSchema.omit(unversioned) }),
  "notification.created": z.strictObject({ notification: newNotification }),
  "notification.changed": z.strictObject({ notification }),
  "notification.expired": z.strictObject({ notifications: several }),
  "session.ended": z.union([
    z.strictObject({ userId: userIdSchema }),
    z.strictObject({ sessionId: userIdSchema }),
  ]),
  "records.deleted": z.strictObject({
    members: several,
    tasks: several,
    subtasks: several,
    roomMembers: several,
    messages: several,
    comments: several,
    readMarkers: several,
    commentMarkers: several,
    preferences: several,
    notifications: several,
  }),
  "preference.changed": z.strictObject({ preference: preferenceSchema.omit(unversioned) }),
} satisfies { [type: string]: z.ZodType };

/** The schema of what the event of a workflow's action carries. */
export const actionEventData = z.strictObject({
  task,
  action: z.string(),
  reason: z.string().optional(),
  subtasks,
});

/**
 * The types of the events of taskwire's own operations. Those of a workflow's actions come with the workflow.
 *
 * @example
 * ```ts
 * builtInEventTypes.includes("task.created"); // true
 * ```
 */
export const eventTypes: readonly string[] = Object.keys(eventData);
