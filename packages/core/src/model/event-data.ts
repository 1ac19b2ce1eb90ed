import { z } from "zod";
import { stallReasons } from "./approval.ts";
import { boardSchema } from "./board.ts";
import { commentSchema } from "./comment.ts";
import { commentMarkerSchema } from "./comment-marker.ts";
import { delegationSchema } from "./delegation.ts";
import { idSchema, timestampSchema, userIdSchema } from "./id.ts";
import { memberSchema } from "./member.ts";
import { messageSchema } from "./message.ts";
import { notificationSchema } from "./notification.ts";
import { preferenceSchema } from "./preference.ts";
import { readMarkerSchema } from "./read-marker.ts";
import { receiptSchema } from "./receipt.ts";
import { roomSchema } from "./room.ts";
import { roomMemberSchema } from "./room-member.ts";
import { type Subtask, subtaskSchema } from "./subtask.ts";
import { type Task, taskSchema } from "./task.ts";
import { userSchema } from "./user.ts";

// These types have names, so that the types of all events don't repeat their fields.

/** A task as an event carries it. */
export interface CarriedTask extends Omit<Task, "version"> {}
/** A subtask as an event carries it. */
export interface CarriedSubtask extends Omit<Subtask, "version"> {}
/** A subtask as an event carries or shows it. Only a subtask that the event did not change has a version. */
export interface ShownSubtask extends CarriedSubtask {
  version?: number | undefined;
}

// If an event writes a record, the version of the record is the number of the event. So the event
// does not contain the version.
const unversioned = { version: true } as const;
const ofDelegation = z.strictObject({ delegation: delegationSchema });
const board = boardSchema.omit(unversioned);
const member = memberSchema.omit(unversioned);
const task: z.ZodType<CarriedTask> = taskSchema.omit(unversioned);
const subtask: z.ZodType<CarriedSubtask> = subtaskSchema.omit(unversioned);
const comment = commentSchema.omit(unversioned);
const room = roomSchema.omit(unversioned);
const roomMember = roomMemberSchema.omit(unversioned);
const message = messageSchema.omit(unversioned);
const user = userSchema.omit(unversioned);
const notification = notificationSchema.omit(unversioned);
// The `number` of a new notification, message or comment is the number of the event too.
const unnumbered = { number: true } as const;
const newNotification = notification.omit(unnumbered);
const newComment = comment.omit(unnumbered);
const newMessage = message.omit(unnumbered);

// The subtasks that the event changes. For people who become involved, also the unchanged subtasks,
// with their versions.
const subtasks: z.ZodOptional<z.ZodArray<z.ZodType<ShownSubtask>>> = z
  .array(subtaskSchema.partial(unversioned))
  .optional();
// The log of a person contains no names of boards or rooms. When a board or room is deleted, its
// own log is deleted too, but the person's log stays.
const place = { boardId: idSchema, role: z.string() };
// If an event deletes a thing, it carries only ids.
const erased = z.strictObject({ id: z.string() });
const several = z.array(erased).optional();
const memberOfBoard = z.strictObject({ board, member });
const memberOfRoom = z.strictObject({ room, member: roomMember });

// Only the last event of a command carries the task.
const ofStep = { step: z.string(), task: task.optional() };
const votes = z.array(userIdSchema);
// Absent if the app makes no receipts. The salt belongs to the hash of the reason.
const receipt = { receipt: receiptSchema.optional(), salt: z.string().optional() };
// The time that the deadline, the reminder or the escalation had. `late` if servers were down then.
const due = { due: timestampSchema, late: z.literal(true).optional() };
const dueDate = z.strictObject({ ...due, subtaskId: idSchema.optional() });

/** The schemas of the data of taskwire's own events, by type. */
export const eventData = {
  "board.created": z.strictObject({ board }),
  "board.edited": z.strictObject({ board }),
  "board.deleted": z.strictObject({ board: erased }),
  "webhook.off": z.strictObject({
    webhookId: idSchema,
    because: z.enum(["failures", "gone"]),
  }),
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
  "approval.voided": z.union([
    z.strictObject({
      task,
      by: z.array(userIdSchema),
      because: z.literal("edited"),
      from: z.string(),
      to: z.string(),
    }),
    z.strictObject({
      ...ofStep,
      votes,
      because: z.enum(["edited", "withdrawn", "removed", "disabled", "left"]),
      fields: z.array(z.string()).optional(),
      by: userIdSchema.optional(),
      reason: z.string().optional(),
    }),
  ]),
  "approval.opened": z.strictObject({
    ...ofStep,
    round: z.int(),
    required: z.record(z.string(), z.int()),
    seats: z.record(z.string(), votes).optional(),
    deadlineAt: timestampSchema.optional(),
    calendar: z.strictObject({ name: z.string(), version: z.int() }).optional(),
  }),
  "approval.skipped": z.strictObject({ ...ofStep, condition: z.unknown() }),
  "approval.voted": z.strictObject({
    ...ofStep,
    round: z.int(),
    vote: z.enum(["for", "against"]),
    by: userIdSchema,
    for: userIdSchema.optional(),
    reason: z.string().optional(),
    replaces: z.enum(["for", "against"]).optional(),
    ...receipt,
  }),
  "approval.passed": z.strictObject({ ...ofStep, votes }),
  "approval.carried": z.strictObject({ ...ofStep, votes }),
  "approval.stalled": z.strictObject({ ...ofStep, because: z.enum(stallReasons) }),
  "approval.resumed": z.strictObject(ofStep),
  "approval.voter_added": z.strictObject({
    ...ofStep,
    group: z.string(),
    userId: userIdSchema,
    by: userIdSchema,
    instead: userIdSchema.optional(),
  }),
  "approval.reminded": z.strictObject({ ...ofStep, ...due }),
  "approval.escalated": z.strictObject({ ...ofStep, ...due, escalation: z.int() }),
  "approval.overdue": z.strictObject({ ...ofStep, ...due }),
  "deadline.moved": z.strictObject({
    ...ofStep,
    from: timestampSchema.nullable(),
    to: timestampSchema,
    because: z.enum(["extended", "away"]),
    by: userIdSchema.optional(),
    reason: z.string().optional(),
  }),
  "due.near": dueDate,
  "due.passed": dueDate,
  "delegation.set": ofDelegation,
  "delegation.begun": ofDelegation,
  "delegation.ended": ofDelegation,
  "delegations.changed": z.strictObject({
    delegations: z.object({
      id: userIdSchema,
      entries: z.array(delegationSchema),
      begun: z.array(idSchema),
    }),
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
    comment: newComment,
    author: z.strictObject({ id: userIdSchema, name: z.string() }).optional(),
  }),
  "comment.edited": z.strictObject({ comment }),
  "comment.deleted": z.strictObject({ comment }),
  "comment.resolved": z.strictObject({ comment }),
  "comment.reopened": z.strictObject({ comment }),
  "room.created": z.strictObject({ room }),
  "room.edited": z.strictObject({ room }),
  "room.deleted": z.strictObject({ room: erased, boardId: idSchema }),
  "message.posted": z.strictObject({ message: newMessage }),
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

/** The schema of the data of an event that an action of the workflow causes. */
export const actionEventData = z.strictObject({
  task,
  action: z.string(),
  reason: z.string().optional(),
  ...receipt,
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
