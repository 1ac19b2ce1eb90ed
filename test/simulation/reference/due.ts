import type { LoggedEvent } from "@taskwire/core/adapter";

export interface Row {
  readonly id: string;
  readonly userId: string;
  readonly state: string;
  /** The strongest of its reasons. */
  readonly reason: string;
  readonly reasons: readonly string[];
  readonly eventId: string;
  readonly about: string;
  readonly taskId: string | null;
  readonly roomId: string | null;
  readonly actor: string;
  readonly excerpt: string | null;
}
interface Said {
  readonly id: string;
  readonly authorId: string;
  readonly replyTo: string | null;
  readonly deletedAt: string | null;
  readonly mentions: readonly {
    readonly kind: string;
    readonly id: string;
    readonly silent: boolean;
  }[];
}
/** What an event brings of what people are told of. */
export interface Body {
  readonly task?: {
    readonly id: string;
    readonly state: string;
    readonly requesterId: string;
    readonly decision: { readonly by: string } | null;
  };
  readonly subtask?: { readonly assigneeId: string | null };
  /** Who had the step before. */
  readonly from?: string | null;
  readonly message?: Said & { readonly roomId: string };
  readonly comment?: Said & { readonly taskId: string };
  readonly notification?: Row;
  readonly notifications?: readonly Row[];
  readonly preference?: { readonly userId: string };
}

/** Who is there and sees what, once the command is kept. */
export interface Scene {
  readonly people: readonly string[];
  /** People who see all of the board. */
  readonly admins: readonly string[];
  isDisabled(userId: string): boolean;
  isOnBoard(userId: string): boolean;
  isInRoom(userId: string, roomId: string): boolean;
  seesTask(userId: string, taskId: string): boolean;
  /** Who asked for a task, or has to do with it. */
  involved(taskId: string): ReadonlySet<string>;
  /** Who said a message or comment that was there before. */
  authorOf(postId: string): string | undefined;
}

/** Somebody who has to be told of an event, if they may see it. */
export interface Due {
  readonly userId: string;
  readonly reason: string;
  readonly eventId: string;
  readonly taskId?: string;
  readonly roomId?: string;
}

/** Whom an event concerns, by the table of who is told, written down a second time. */
export function dueFor(event: LoggedEvent, body: Body, scene: Scene): Due[] {
  const { id: eventId, topic, type, subject } = event;
  const { task, subtask, from, message, comment } = body;
  const taskId = subject;
  if (type === "task.created" || type === "task.resubmitted")
    return scene.admins
      .filter((userId) => userId !== task?.requesterId)
      .map((userId) => ({ userId, reason: "approval.requested", eventId, taskId }));
  if (
    task &&
    ["task.approved", "task.rejected", "task.completed", "task.cancelled"].includes(type)
  ) {
    const decider =
      type === "task.completed" && task.decision
        ? [{ userId: task.decision.by, reason: "decider", eventId, taskId }]
        : [];
    return [{ userId: task.requesterId, reason: "requester", eventId, taskId }, ...decider];
  }
  if (type === "subtask.assigned")
    return [subtask?.assigneeId, from].flatMap((userId) =>
      userId ? [{ userId, reason: "assigned", eventId, taskId }] : [],
    );
  if (type === "member.added") return [{ userId: subject, reason: "member", eventId }];
  if (type === "member.removed" && topic.startsWith("board:"))
    return [{ userId: subject, reason: "removed", eventId }];
  const said = message ?? comment;
  if (!said || !type.endsWith(".posted")) return [];
  const place = message ? { roomId: message.roomId } : { taskId: comment?.taskId ?? "" };
  const of = (reason: string, userIds: readonly string[]) =>
    userIds.map((userId) => ({ userId, reason, eventId, ...place }));
  const called = said.mentions.filter(({ silent }) => !silent);
  const author = said.replyTo === null ? undefined : scene.authorOf(said.replyTo);
  // Of who has commented before it depends on the moment: two who comment at once don't hear of each other.
  const about = comment ? [...scene.involved(comment.taskId)] : [];
  return [
    ...of(
      "mention",
      called.flatMap(({ kind, id }) => (kind === "user" ? [id] : [])),
    ),
    ...(called.some(({ kind, id }) => kind === "group" && id === "everyone")
      ? of("mention.everyone", scene.people)
      : []),
    // An answer to an answer is kept as one to the beginning: whom it answers, the log doesn't say.
    ...(message && author ? of("reply", [author]) : []),
    ...of("comment", about),
  ];
}
