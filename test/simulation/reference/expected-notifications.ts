import type { LoggedEvent } from "@taskwire/core/adapter";
import type { Erased } from "./entry.ts";

export interface Notification {
  readonly id: string;
  readonly userId: string;
  readonly state: string;
  /** The most important of its reasons. */
  readonly reason: string;
  readonly reasons: readonly string[];
  readonly eventId: string;
  readonly type: string;
  readonly about: string;
  readonly taskId: string | null;
  readonly roomId: string | null;
  readonly messageId: string | null;
  readonly commentId: string | null;
  readonly actor: string;
  readonly actorName: string | null;
  readonly boardName: string | null;
  readonly roomName: string | null;
  readonly taskTitle: string | null;
  readonly excerpt: string | null;
  readonly withheld: boolean;
  readonly createdAt: string;
}
export interface PostRecord {
  readonly id: string;
  readonly text: string;
  readonly authorId: string;
  readonly replyTo: string | null;
  readonly deletedAt: string | null;
  readonly mentions: readonly {
    readonly kind: string;
    readonly id: string;
    readonly silent: boolean;
  }[];
}
export interface PartRecord {
  readonly id: string;
  readonly taskId: string;
  readonly state: string;
  readonly assigneeId: string | null;
  readonly dependsOn: readonly string[];
}
/** The parts of an event's data that notifications depend on. */
export interface Body {
  readonly erased: Erased;
  readonly task?: {
    readonly id: string;
    readonly title: string;
    readonly state: string;
    readonly requesterId: string;
    readonly decisions: readonly { readonly by: string; readonly stands: boolean }[];
  };
  readonly subtask?: PartRecord;
  readonly subtasks?: readonly PartRecord[];
  /** The people whose decisions are void. */
  readonly by?: readonly string[];
  /** The previous assignee. */
  readonly from?: string | null;
  readonly message?: PostRecord & { readonly roomId: string };
  readonly comment?: PostRecord & { readonly taskId: string };
  readonly notification?: Notification;
  readonly notifications?: readonly Notification[];
  readonly preference?: { readonly userId: string };
}

/** The users and their access after the command. */
export interface StateAfter {
  readonly people: readonly string[];
  /** Users who see the whole board. */
  readonly admins: readonly string[];
  isDisabled(userId: string): boolean;
  isOnBoard(userId: string): boolean;
  isInRoom(userId: string, roomId: string): boolean;
  seesTask(userId: string, taskId: string): boolean;
  /** The task's requester and assignees. */
  involved(taskId: string): ReadonlySet<string>;
  /** Assignees of open subtasks that waited only for this one. */
  nextAfter(subtaskId: string): readonly string[];
  /** Whether a thing that a notification is about is deleted: a board, a room or a task. */
  isGone(about: string): boolean;
  /** The author of an earlier message or comment. */
  authorOf(postId: string): string | undefined;
  /** The two people of a direct room; nobody for every other room. */
  directOf(roomId: string): readonly string[];
}

/** A user who must be notified of an event, if they may see it. */
export interface Expected {
  readonly userId: string;
  readonly reason: string;
  readonly eventId: string;
  readonly taskId?: string;
  readonly roomId?: string;
}

/**
 * The users that an event concerns and the reason for each. Repeats the table of notifications
 * independently of the code.
 */
export function expectedFor(event: LoggedEvent, body: Body, state: StateAfter): Expected[] {
  const { id: eventId, topic, type, subject } = event;
  const { task, subtask, from, message, comment } = body;
  const taskId = subject;
  const asked = state.admins
    .filter((userId) => userId !== task?.requesterId)
    .map((userId) => ({ userId, reason: "approval.requested", eventId, taskId }));
  if (["task.created", "task.resubmitted", "task.restored"].includes(type)) return asked;
  if (task && (type === "task.checked" || type === "approval.voided")) {
    const deciders = body.by ?? task.decisions.map(({ by }) => by);
    return [
      ...asked,
      { userId: task.requesterId, reason: "requester", eventId, taskId },
      ...deciders.map((userId) => ({ userId, reason: "decider", eventId, taskId })),
    ];
  }
  if (
    task &&
    ["task.approved", "task.rejected", "task.completed", "task.cancelled"].includes(type)
  ) {
    // Everybody who decided before learns of it too.
    const deciders = new Set(task.decisions.map(({ by }) => by));
    return [
      { userId: task.requesterId, reason: "requester", eventId, taskId },
      ...[...deciders].map((userId) => ({ userId, reason: "decider", eventId, taskId })),
    ];
  }
  if (type === "subtask.completed" || type === "subtask.reopened") {
    const next =
      type === "subtask.completed"
        ? state.nextAfter(subtask?.id ?? "")
        : subtask?.assigneeId
          ? [subtask.assigneeId]
          : [];
    return next.map((userId) => ({ userId, reason: "assigned", eventId, taskId }));
  }
  if (type === "subtask.assigned" || type === "subtask.cancelled")
    return [subtask?.assigneeId, from].flatMap((userId) =>
      userId ? [{ userId, reason: "assigned", eventId, taskId }] : [],
    );
  if (type === "member.added" && state.directOf(topic.slice("room:".length)).length > 0) return [];
  if (type === "member.added") return [{ userId: subject, reason: "member", eventId }];
  // An erasure tells again that a person is no member. Nobody is notified of that.
  if (type === "member.removed" && topic.startsWith("board:") && event.actor !== "system")
    return [{ userId: subject, reason: "removed", eventId }];
  const said = message ?? comment;
  if (!said || !type.endsWith(".posted")) return [];
  const place = message ? { roomId: message.roomId } : { taskId: comment?.taskId ?? "" };
  const of = (reason: string, userIds: readonly string[]) =>
    userIds.map((userId) => ({ userId, reason, eventId, ...place }));
  const called = said.mentions.filter(({ silent }) => !silent);
  const author = said.replyTo === null ? undefined : state.authorOf(said.replyTo);
  // Earlier commenters are left out because it depends on timing: two people who comment at once
  // don't notify each other.
  const about = comment ? [...state.involved(comment.taskId)] : [];
  return [
    ...of("direct", message ? state.directOf(message.roomId) : []),
    ...of(
      "mention",
      called.flatMap(({ kind, id }) => (kind === "user" ? [id] : [])),
    ),
    ...(called.some(({ kind, id }) => kind === "group" && id === "everyone")
      ? of("mention.everyone", state.people)
      : []),
    // A reply to a reply in comments is stored as a reply to the thread's first comment, so the log
    // doesn't say whom it answers.
    ...(message && author ? of("reply", [author]) : []),
    ...of("comment", about),
  ];
}
