import type { LoggedEvent } from "@taskwire/core/storage";

interface Row {
  readonly id: string;
  readonly userId: string;
  readonly state: string;
  readonly reasons: readonly string[];
  readonly eventId: string;
  readonly about: string;
  readonly taskId: string | null;
  readonly roomId: string | null;
  readonly actor: string;
}
interface Said {
  readonly id: string;
  readonly mentions: readonly { readonly kind: string; readonly id: string; readonly silent: boolean }[];
}
interface Body {
  readonly task?: { readonly requesterId: string; readonly decision: { readonly by: string } | null };
  readonly subtask?: { readonly assigneeId: string | null };
  readonly message?: Said & { readonly roomId: string };
  readonly comment?: Said & { readonly taskId: string };
  readonly notification?: Row;
  readonly notifications?: readonly Row[];
  readonly preference?: { readonly userId: string };
}

/** Who is there and sees what, once the command is kept. */
export interface Scene {
  /** People who see all of the board. */
  readonly admins: readonly string[];
  isDisabled(userId: string): boolean;
  isOnBoard(userId: string): boolean;
  isInRoom(userId: string, roomId: string): boolean;
  seesTask(userId: string, taskId: string): boolean;
}

/** Somebody who has to be told of an event, if they may see it. */
interface Due {
  readonly userId: string;
  readonly reason: string;
  readonly eventId: string;
  readonly taskId?: string;
  readonly roomId?: string;
}

// Rows about one's own membership come also when it has ended.
const ownMembership = ["member", "role", "removed"];
const whateverTheyPrefer = ["approval.requested", "role", "removed"];

/** Whether each is told once of what concerns them, and nobody of what doesn't: the table of who is told, written down a second time. */
export class Notices {
  /** Rows of each person, the newest last. */
  readonly rows = new Map<string, string[]>();
  /** The state of each row, by id. */
  readonly #states = new Map<string, string>();
  readonly #told = new Set<string>();
  /** Who has said what they want to be told: of them it is known only what they always get. */
  readonly #choosy = new Set<string>();

  /** How many rows somebody has not read. */
  unread(userId: string): number {
    return (this.rows.get(userId) ?? []).filter((id) => this.#states.get(id) === "open").length;
  }

  judge(events: readonly LoggedEvent[], scene: Scene): string[] {
    const problems: string[] = [];
    const bodies = events.map(({ data }) => JSON.parse(data) as Body);
    const fresh = bodies.flatMap(({ notification }, i) =>
      notification && events[i]?.type === "notification.created" ? [notification] : [],
    );
    for (const row of fresh) {
      const key = `${row.userId} ${row.eventId}`;
      if (this.#told.has(key)) problems.push(`${row.userId} was told twice of ${row.eventId}`);
      this.#told.add(key);
      this.rows.set(row.userId, [...(this.rows.get(row.userId) ?? []), row.id]);
      if (row.userId === row.actor) problems.push(`${row.userId} was told of what they did themselves (${row.about})`);
      if (!maySee(row, scene)) problems.push(`${row.userId} was told of ${row.about}, which they may not see`);
    }
    for (const due of events.flatMap((event, i) => dueFor(event, bodies[i] as Body, scene))) {
      if (!this.#isDue(due, events, scene)) continue;
      const rows = fresh.filter(({ userId, eventId }) => userId === due.userId && eventId === due.eventId);
      if (!rows.some(({ reasons }) => reasons.includes(due.reason)))
        problems.push(`${due.userId} was not told of ${due.eventId} (${due.reason})`);
    }
    for (const { notification, notifications = [] } of bodies)
      for (const { id, state } of [...notifications, ...(notification ? [notification] : [])])
        this.#states.set(id, state);
    for (const { preference } of bodies) if (preference) this.#choosy.add(preference.userId);
    return problems;
  }

  #isDue({ userId, reason, taskId, roomId }: Due, events: readonly LoggedEvent[], scene: Scene): boolean {
    if (userId === events[0]?.actor || scene.isDisabled(userId)) return false;
    if (this.#choosy.has(userId) && !whateverTheyPrefer.includes(reason)) return false;
    if (taskId !== undefined && !scene.seesTask(userId, taskId)) return false;
    return roomId === undefined || scene.isInRoom(userId, roomId);
  }
}

function maySee({ userId, reasons, taskId, roomId }: Row, scene: Scene): boolean {
  if (reasons.some((reason) => ownMembership.includes(reason))) return true;
  if (roomId !== null) return scene.isInRoom(userId, roomId);
  return taskId === null ? scene.isOnBoard(userId) : scene.seesTask(userId, taskId);
}

function dueFor({ id: eventId, topic, type, subject }: LoggedEvent, body: Body, { admins }: Scene): Due[] {
  const { task, subtask, message, comment } = body;
  const taskId = subject;
  if (type === "task.created" || type === "task.resubmitted")
    return admins
      .filter((userId) => userId !== task?.requesterId)
      .map((userId) => ({ userId, reason: "approval.requested", eventId, taskId }));
  if (task && ["task.approved", "task.rejected", "task.completed", "task.cancelled"].includes(type)) {
    const decider =
      type === "task.completed" && task.decision
        ? [{ userId: task.decision.by, reason: "decider", eventId, taskId }]
        : [];
    return [{ userId: task.requesterId, reason: "requester", eventId, taskId }, ...decider];
  }
  if (type === "subtask.assigned" && subtask?.assigneeId)
    return [{ userId: subtask.assigneeId, reason: "assigned", eventId, taskId }];
  if (type === "member.added") return [{ userId: subject, reason: "member", eventId }];
  if (type === "member.removed" && topic.startsWith("board:")) return [{ userId: subject, reason: "removed", eventId }];
  const said = message ?? comment;
  if (!said || !type.endsWith(".posted")) return [];
  const place = message ? { roomId: message.roomId } : { taskId: comment?.taskId ?? "" };
  return said.mentions
    .filter(({ kind, silent }) => kind === "user" && !silent)
    .map(({ id: userId }) => ({ userId, reason: "mention", eventId, ...place }));
}
