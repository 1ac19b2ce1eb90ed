import type { LoggedEvent } from "@taskwire/core/adapter";
import { retention } from "../cast.ts";
import {
  type Body,
  type Expected,
  expectedFor,
  type Notification,
  type PartRecord,
  type PostRecord,
  type StateAfter,
} from "./expected-notifications.ts";
import type { Suppressed } from "./suppressed.ts";

/** Notifications with these reasons also go to users who are no longer on the board. */
const outlastMembership = ["role", "removed"];
/** Reasons about a user's own membership. They are sent whether or not the user may read there. */
const ownMembership = ["member", ...outlastMembership];
const unaffectedByPreferences = ["approval.requested"];

/** Events whose `assigned` notifications ask for work. */
const asksForWork = ["subtask.created", "subtask.completed", "subtask.reopened"];

const isWaiting = ({ state }: { readonly state: string }): boolean =>
  state === "pending" || state === "checked";

/** A change of rights asks one person for several tasks, each once. */
const keyOf = ({ userId, eventId, about }: Notification): string => `${userId} ${eventId} ${about}`;

const isOpen = ({ state }: Notification): boolean => state === "open" || state === "read";

/**
 * Checks the notifications: each user gets one for each event that concerns them, none for others,
 * and none still asks for something that is resolved.
 */
export class NotificationRules {
  /** Notification ids of each user, oldest first. */
  readonly idsOf = new Map<string, string[]>();
  /** The current state of each notification, by id. */
  readonly #held = new Map<string, Notification>();
  readonly #notified = new Set<string>();
  /**
   * Users with preferences. Only the reasons that preferences don't affect can be checked for them.
   */
  readonly #withPreferences = new Set<string>();
  /** User and task of each notification that was deleted as old, or left out because of a quota. */
  readonly #forgotten = new Set<string>();
  readonly #tasks = new Map<string, NonNullable<Body["task"]>>();
  /** The user who brought each task to its state. Nobody is notified of their own action. */
  readonly #movedBy = new Map<string, string>();
  readonly #parts = new Map<string, PartRecord>();
  /** Messages and comments, as notifications name them in `about`. */
  readonly #posts = new Map<string, PostRecord>();

  /** Number of a user's unread notifications. */
  unread(userId: string): number {
    return (this.idsOf.get(userId) ?? []).filter((id) => this.#held.get(id)?.state === "open")
      .length;
  }

  /**
   * Takes the events of a command and returns what is wrong. `state` is the state after the
   * command.
   */
  judge(
    events: readonly LoggedEvent[],
    all: readonly object[],
    given: Omit<StateAfter, "nextAfter">,
    suppressed: ReadonlyMap<string, readonly Suppressed[]>,
  ): string[] {
    const isOver = (eventId: string, userId: string) =>
      suppressed.get(eventId)?.some((one) => one.userId === userId && one.step === "quota") ===
      true;
    const problems: string[] = [];
    const state: StateAfter = { ...given, nextAfter: (id) => this.#nextAfter(id) };
    const bodies = all as readonly Body[];
    const created = bodies.flatMap(({ notification }, i) =>
      notification && events[i]?.type === "notification.created" ? [notification] : [],
    );
    for (const { subtask, subtasks = [] } of bodies)
      for (const part of [...subtasks, ...(subtask ? [subtask] : [])])
        this.#parts.set(part.id, part);
    for (const notification of created) {
      const key = keyOf(notification);
      if (this.#notified.has(key))
        problems.push(`${notification.userId} was notified twice of ${notification.eventId}`);
      this.#notified.add(key);
      this.idsOf.set(notification.userId, [
        ...(this.idsOf.get(notification.userId) ?? []),
        notification.id,
      ]);
      if (notification.userId === notification.actor)
        problems.push(
          `${notification.userId} was notified of their own action (${notification.about})`,
        );
      if (!maySee(notification, state, ownMembership))
        problems.push(
          `${notification.userId} was notified of ${notification.about}, which they may not see`,
        );
    }
    for (const due of events.flatMap((event, i) => expectedFor(event, bodies[i] as Body, state))) {
      if (!this.#isDue(due, events, state)) continue;
      // Another judge says whether the quota was used up.
      if (isOver(due.eventId, due.userId)) {
        this.#forgotten.add(`${due.userId} ${due.taskId}`);
        continue;
      }
      const matching = created.filter(
        ({ userId, eventId }) => userId === due.userId && eventId === due.eventId,
      );
      if (!matching.some(({ reasons }) => reasons.includes(due.reason)))
        problems.push(`${due.userId} was not notified of ${due.eventId} (${due.reason})`);
    }
    for (const [i, { type, at }] of events.entries())
      if (type === "notification.expired")
        problems.push(...this.#tooYoung(bodies[i]?.erased.notifications ?? [], at));
    for (const [i, body] of bodies.entries()) this.#learn(body, events[i]?.actor ?? "");
    return problems;
  }

  /**
   * Open notifications about something that is resolved, deleted, or hidden from their user. A job
   * may still be working on them.
   */
  stale(state: Omit<StateAfter, "nextAfter">): string[] {
    const notifications = [...this.#held.values()].flatMap((notification) => {
      const why = isOpen(notification) ? this.#reasonStale(notification, state) : undefined;
      if (why)
        return [
          `${notification.userId} still has an open notification of ${notification.about} (${notification.reasons}): ${why}`,
        ];
      const words = this.#wrongWords(notification, state);
      return words ? [`a notification of ${notification.about}, ${words}`] : [];
    });
    return [...notifications, ...this.#notAsked(state)];
  }

  /** People who can decide on a waiting task, and have no request to. */
  #notAsked(state: Omit<StateAfter, "nextAfter">): string[] {
    const asked = new Set(
      [...this.#held.values()].flatMap(({ userId, reasons, taskId, state }) =>
        reasons.includes("approval.requested") && state !== "resolved"
          ? [`${userId} ${taskId}`]
          : [],
      ),
    );
    return [...this.#tasks].flatMap(([taskId, task]) => {
      if (!isWaiting(task)) return [];
      // Nobody is asked for the next decision by their own.
      const last = task.decisions.findLast(({ stands }) => stands)?.by;
      return state.admins
        .filter((userId) => userId !== task.requesterId && !state.isDisabled(userId))
        .filter((userId) => userId !== last && userId !== this.#movedBy.get(taskId))
        .filter((userId) => !asked.has(`${userId} ${taskId}`))
        .filter((userId) => !this.#forgotten.has(`${userId} ${taskId}`))
        .map((userId) => `${userId} can decide on ${taskId} and was not asked`);
    });
  }

  /** A person reads the words as they are now, or none if they may not read the thing. */
  #wrongWords(one: Notification, state: Omit<StateAfter, "nextAfter">): string | undefined {
    const { userId, about, excerpt, taskTitle, taskId, withheld } = one;
    if (state.isDisabled(userId)) return undefined;
    // Nobody reads of a deleted thing, except that it was deleted.
    if (state.isGone(about))
      return excerpt || taskTitle ? `shows ${excerpt} to ${userId}` : undefined;
    const post = this.#posts.get(about);
    const isReadable = maySee(one, state, outlastMembership) && !post?.deletedAt;
    if (withheld === isReadable)
      return withheld ? `is withheld from ${userId}` : `shows ${excerpt} to ${userId}`;
    const words = [excerpt, taskTitle, one.actorName, one.boardName, one.roomName];
    if (withheld)
      return words.some((word) => word !== null) ? `keeps ${words} of ${userId}` : undefined;
    if (post && excerpt !== post.text) return `says ${excerpt} instead of ${post.text}`;
    const title = taskId === null ? null : this.#tasks.get(taskId)?.title;
    return taskTitle === title ? undefined : `says ${taskTitle} instead of ${title}`;
  }

  #nextAfter(subtaskId: string): readonly string[] {
    const isOpen = (id: string) => this.#parts.get(id)?.state === "open";
    return [...this.#parts.values()].flatMap(({ state, assigneeId, dependsOn }) =>
      state === "open" && dependsOn.includes(subtaskId) && !dependsOn.some(isOpen)
        ? (assigneeId ?? [])
        : [],
    );
  }

  #reasonStale(
    notification: Notification,
    state: Omit<StateAfter, "nextAfter">,
  ): string | undefined {
    const { userId, about, type, reason, reasons, taskId } = notification;
    if (this.#posts.get(about)?.deletedAt) return "it was deleted";
    const isOwn = reasons.some((one) => ownMembership.includes(one));
    if (!isOwn && state.isDisabled(userId)) return "the user is disabled";
    if (!maySee(notification, state, outlastMembership)) return "the user may not see it";
    if (taskId === null) return undefined;
    const task = this.#tasks.get(taskId);
    if (reason === "assigned" && asksForWork.includes(type))
      return this.#hasWork(userId, taskId) ? undefined : "the user has no open part of it";
    if (reason === "approval.stalled") {
      const deciders = state.admins.filter(
        (admin) => admin !== task?.requesterId && !state.isDisabled(admin),
      );
      return deciders.length > 0 ? `${deciders} can decide` : undefined;
    }
    if (reason !== "approval.requested") return undefined;
    if (!task || !isWaiting(task)) return `the task is ${task?.state}`;
    return state.admins.includes(userId) ? undefined : "the user may not decide on it";
  }

  #hasWork(userId: string, taskId: string): boolean {
    return [...this.#parts.values()].some(
      (part) => part.taskId === taskId && part.assigneeId === userId && part.state === "open",
    );
  }

  #learn(body: Body, actor: string): void {
    const { task, message, comment, notification, notifications = [], preference, erased } = body;
    for (const id of erased.notifications ?? []) this.#drop(id);
    for (const id of erased.tasks ?? []) this.#tasks.delete(id);
    for (const id of erased.subtasks ?? []) this.#parts.delete(id);
    for (const one of [...notifications, ...(notification ? [notification] : [])])
      this.#held.set(one.id, { ...this.#held.get(one.id), ...one });
    if (preference) this.#withPreferences.add(preference.userId);
    if (task && this.#tasks.get(task.id)?.state !== task.state) this.#movedBy.set(task.id, actor);
    if (task) this.#tasks.set(task.id, task);
    if (message) this.#posts.set(`message:${message.id}`, message);
    if (comment) this.#posts.set(`comment:${comment.id}`, comment);
  }

  /** Notifications that were deleted before their time. */
  #tooYoung(ids: readonly string[], at: string): string[] {
    return ids.flatMap((id) => {
      const { state = "", createdAt = at } = this.#held.get(id) ?? {};
      const days = state === "open" ? retention.unread : retention.notifications;
      const isOld = Date.parse(at) - Date.parse(createdAt) > days * 86_400_000;
      return isOld ? [] : [`${id} (${state}) of ${createdAt} was deleted as old at ${at}`];
    });
  }

  #drop(id: string): void {
    const { userId = "", taskId = null } = this.#held.get(id) ?? {};
    this.#held.delete(id);
    this.#forgotten.add(`${userId} ${taskId}`);
    this.idsOf.set(
      userId,
      (this.idsOf.get(userId) ?? []).filter((one) => one !== id),
    );
  }

  #isDue(
    { userId, reason, taskId, roomId }: Expected,
    events: readonly LoggedEvent[],
    state: StateAfter,
  ): boolean {
    if (userId === events[0]?.actor || state.isDisabled(userId)) return false;
    if (this.#withPreferences.has(userId) && !unaffectedByPreferences.includes(reason))
      return false;
    if (taskId !== undefined && !state.seesTask(userId, taskId)) return false;
    return roomId === undefined || state.isInRoom(userId, roomId);
  }
}

function maySee(
  { userId, reasons, taskId, roomId }: Notification,
  state: Omit<StateAfter, "nextAfter">,
  anyway: readonly string[],
): boolean {
  if (reasons.some((reason) => anyway.includes(reason))) return true;
  if (!state.isOnBoard(userId)) return false;
  if (roomId !== null) return state.isInRoom(userId, roomId);
  return taskId === null || state.seesTask(userId, taskId);
}
