import type { LoggedEvent } from "@taskwire/core/adapter";
import { type Body, type Due, dueFor, type Row, type Scene } from "./due.ts";

/** Rows of these reasons are for those too who are on the board no more. */
const outlastMembership = ["role", "removed"];
/** About one's own membership: told whether they may read there or not. */
const ownMembership = ["member", ...outlastMembership];
const whateverTheyPrefer = ["approval.requested", ...outlastMembership];

const isOpen = ({ state }: Row): boolean => state === "open" || state === "read";

/** Whether each is told once of what concerns them, nobody of what doesn't, and nobody is still asked for what is settled. */
export class Notices {
  /** Rows of each person, the newest last. */
  readonly rows = new Map<string, string[]>();
  /** Each row as it is now, by id. */
  readonly #held = new Map<string, Row>();
  readonly #told = new Set<string>();
  /** Who has said what they want to be told: of them it is known only what they always get. */
  readonly #choosy = new Set<string>();
  /** The state of each task; what was deleted, as rows name it. */
  readonly #tasks = new Map<string, string>();
  readonly #deleted = new Set<string>();

  /** How many rows somebody has not read. */
  unread(userId: string): number {
    return (this.rows.get(userId) ?? []).filter((id) => this.#held.get(id)?.state === "open")
      .length;
  }

  /** Takes the events of a command. `scene` is how things stand with it. */
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
      if (row.userId === row.actor)
        problems.push(`${row.userId} was told of what they did themselves (${row.about})`);
      if (!maySee(row, scene, ownMembership))
        problems.push(`${row.userId} was told of ${row.about}, which they may not see`);
    }
    for (const due of events.flatMap((event, i) => dueFor(event, bodies[i] as Body, scene))) {
      if (!this.#isDue(due, events, scene)) continue;
      const rows = fresh.filter(
        ({ userId, eventId }) => userId === due.userId && eventId === due.eventId,
      );
      if (!rows.some(({ reasons }) => reasons.includes(due.reason)))
        problems.push(`${due.userId} was not told of ${due.eventId} (${due.reason})`);
    }
    for (const body of bodies) this.#learn(body);
    return problems;
  }

  /** Rows that still ask for something that is settled, deleted, or out of their person's sight. A job may be at it yet. */
  left(scene: Scene): string[] {
    return [...this.#held.values()].flatMap((row) => {
      const why = isOpen(row) ? this.#leftBecause(row, scene) : undefined;
      if (why)
        return [`${row.userId} is still told of ${row.about} (${row.reasons}), which ${why}`];
      return row.excerpt !== null && this.#deleted.has(row.about)
        ? [`the inbox of ${row.userId} still says ${row.excerpt}, which was deleted`]
        : [];
    });
  }

  #leftBecause(row: Row, scene: Scene): string | undefined {
    const { userId, about, reason, reasons, taskId } = row;
    if (this.#deleted.has(about)) return "was deleted";
    const isOwn = reasons.some((one) => ownMembership.includes(one));
    if (!isOwn && scene.isDisabled(userId)) return "they can't read: they are disabled";
    if (!maySee(row, scene, outlastMembership)) return "they may not see";
    if (reason !== "approval.requested" || taskId === null) return undefined;
    if (this.#tasks.get(taskId) !== "pending") return `is ${this.#tasks.get(taskId)}`;
    return scene.admins.includes(userId) ? undefined : "they may not decide on";
  }

  #learn({ task, message, comment, notification, notifications = [], preference }: Body): void {
    for (const row of [...notifications, ...(notification ? [notification] : [])])
      this.#held.set(row.id, { ...this.#held.get(row.id), ...row });
    if (preference) this.#choosy.add(preference.userId);
    if (task) this.#tasks.set(task.id, task.state);
    if (message?.deletedAt) this.#deleted.add(`message:${message.id}`);
    if (comment?.deletedAt) this.#deleted.add(`comment:${comment.id}`);
  }

  #isDue(
    { userId, reason, taskId, roomId }: Due,
    events: readonly LoggedEvent[],
    scene: Scene,
  ): boolean {
    if (userId === events[0]?.actor || scene.isDisabled(userId)) return false;
    if (this.#choosy.has(userId) && !whateverTheyPrefer.includes(reason)) return false;
    if (taskId !== undefined && !scene.seesTask(userId, taskId)) return false;
    return roomId === undefined || scene.isInRoom(userId, roomId);
  }
}

function maySee(
  { userId, reasons, taskId, roomId }: Row,
  scene: Scene,
  anyway: readonly string[],
): boolean {
  if (reasons.some((reason) => anyway.includes(reason))) return true;
  if (!scene.isOnBoard(userId)) return false;
  if (roomId !== null) return scene.isInRoom(userId, roomId);
  return taskId === null || scene.seesTask(userId, taskId);
}
