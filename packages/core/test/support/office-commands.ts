import fc from "fast-check";
import type { Office } from "./office.ts";

const people = ["dao", "nok", "lek", "mali"] as const;
const names = [
  "tasks.create",
  "tasks.approve",
  "tasks.reject",
  "tasks.resubmit",
  "tasks.cancel",
  "tasks.complete",
  "subtasks.create",
  "subtasks.assign",
  "subtasks.complete",
  "subtasks.reopen",
  "members.add",
  "members.change",
  "members.remove",
  "preferences.set",
  "rooms.create",
  "rooms.leave",
  "roomMembers.add",
  "roomMembers.remove",
  "messages.post",
  "messages.edit",
  "messages.delete",
  "comments.post",
  "comments.edit",
  "comments.delete",
  "inbox.read",
] as const;
const texts = [
  "Hello",
  "@nok",
  "@lek and @mali",
  "@everyone",
  "@here",
  "@admins",
  "@dao, @nok @admins",
];
const levels = ["all", "mentions", "none", null] as const;

// Commands that create records for the others to work on are drawn more often.
const often = [
  "tasks.create",
  "tasks.approve",
  "rooms.create",
  "messages.post",
  "comments.post",
  "members.add",
] as const;

/**
 * One command of somebody in the office. The numbers choose among the records that exist by then.
 */
export interface Deed {
  readonly person: (typeof people)[number];
  readonly name: (typeof names)[number];
  readonly which: number;
  readonly other: (typeof people)[number];
  readonly text: string;
  readonly level: (typeof levels)[number];
}

export const deed: fc.Arbitrary<Deed> = fc.record({
  person: fc.constantFrom(...people),
  name: fc.constantFrom(...names, ...often, ...often, ...often),
  which: fc.nat(20),
  other: fc.constantFrom(...people),
  text: fc.constantFrom(...texts),
  level: fc.constantFrom(...levels),
});

/** The records created so far, to choose from. */
export interface Made {
  readonly tasks: string[];
  readonly subtasks: { readonly taskId: string; readonly subtaskId: string }[];
  readonly rooms: string[];
  readonly messages: { readonly roomId: string; readonly messageId: string }[];
  readonly comments: { readonly taskId: string; readonly commentId: string }[];
}

export const nothing = (): Made => ({
  tasks: [],
  subtasks: [],
  rooms: [],
  messages: [],
  comments: [],
});

/** The input of a command. An id that doesn't exist stands for records that are missing. */
export function inputOf(
  { name, which, other, text, level }: Deed,
  made: Made,
  boardId: string,
): object {
  const pick = <T>(list: readonly T[], none: T): T =>
    list[which % Math.max(1, list.length)] ?? none;
  const task = { boardId, taskId: pick(made.tasks, "none") };
  const room = { boardId, roomId: pick(made.rooms, "none") };
  const target = [`board:${boardId}`, `task:${task.taskId}`, `room:${room.roomId}`][which % 3];
  switch (name) {
    case "tasks.create":
      return { boardId, title: which % 2 === 0 ? "Sell it" : "A holiday" };
    case "tasks.reject":
      return { ...task, reason: "No" };
    case "subtasks.create":
      return { ...task, title: "More", assigneeId: which % 3 === 0 ? null : other };
    case "subtasks.assign":
      return {
        boardId,
        ...pick(made.subtasks, { taskId: "none", subtaskId: "none" }),
        assigneeId: other,
      };
    case "subtasks.complete":
    case "subtasks.reopen":
      return { boardId, ...pick(made.subtasks, { taskId: "none", subtaskId: "none" }) };
    case "members.add":
    case "members.remove":
      return { boardId, userId: other };
    case "members.change":
      return { boardId, userId: other, role: [null, "ADMIN", "ADMIN_LIMITED"][which % 3] };
    case "preferences.set":
      return {
        target,
        level,
        off: which % 4 === 0 ? ["mention.everyone"] : [],
        muteUntil: which % 7 === 0 ? later : null,
      };
    case "rooms.create":
      return { boardId, name: "Room", memberIds: [other] };
    case "rooms.leave":
      return room;
    case "roomMembers.add":
    case "roomMembers.remove":
      return { ...room, userId: other };
    case "messages.post":
      return { ...room, text };
    case "messages.edit":
      return { boardId, ...pick(made.messages, { roomId: "none", messageId: "none" }), text };
    case "messages.delete":
      return { boardId, ...pick(made.messages, { roomId: "none", messageId: "none" }) };
    case "comments.post":
      return { ...task, text };
    case "comments.edit":
      return { boardId, ...pick(made.comments, { taskId: "none", commentId: "none" }), text };
    case "comments.delete":
      return { boardId, ...pick(made.comments, { taskId: "none", commentId: "none" }) };
    case "inbox.read":
      return {};
    default:
      return task;
  }
}

const later = "2027-01-01T00:00:00.000Z";

/** Runs the command and remembers what it created. Throws the command's error. */
export async function perform(
  { taskwire }: Office,
  one: Deed,
  input: object,
  made: Made,
): Promise<void> {
  const result = JSON.parse(await taskwire.call(one.person, one.name, input));
  const { taskId = "", roomId = "" } = input as { taskId?: string; roomId?: string };
  if (one.name === "tasks.create") made.tasks.push(result.task.id);
  for (const subtask of result?.subtasks ?? [])
    made.subtasks.push({ taskId, subtaskId: subtask.id });
  if (one.name === "subtasks.create") made.subtasks.push({ taskId, subtaskId: result.subtask.id });
  if (one.name === "rooms.create") made.rooms.push(result.id);
  if (one.name === "messages.post") made.messages.push({ roomId, messageId: result.id });
  if (one.name === "comments.post") made.comments.push({ taskId, commentId: result.id });
}
