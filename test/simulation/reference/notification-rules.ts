import type { LoggedEvent } from "@taskwire/core/adapter";
import {
  type Body,
  type Expected,
  expectedFor,
  type Notification,
  type StateAfter,
} from "./expected-notifications.ts";

/** Notifications with these reasons also go to users who are no longer on the board. */
const outlastMembership = ["role", "removed"];
/** Reasons about a user's own membership. They are sent whether or not the user may read there. */
const ownMembership = ["member", ...outlastMembership];
const unaffectedByPreferences = ["approval.requested", ...outlastMembership];

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
  /** State of each task, by id. */
  readonly #tasks = new Map<string, string>();
  /** Deleted messages and comments, as notifications name them in `about`. */
  readonly #deleted = new Set<string>();

  /** Number of a user's unread notifications. */
  unread(userId: string): number {
    return (this.idsOf.get(userId) ?? []).filter((id) => this.#held.get(id)?.state === "open")
      .length;
  }

  /**
   * Takes the events of a command and returns what is wrong. `state` is the state after the
   * command.
   */
  judge(events: readonly LoggedEvent[], state: StateAfter): string[] {
    const problems: string[] = [];
    const bodies = events.map(({ data }) => JSON.parse(data) as Body);
    const created = bodies.flatMap(({ notification }, i) =>
      notification && events[i]?.type === "notification.created" ? [notification] : [],
    );
    for (const notification of created) {
      const key = `${notification.userId} ${notification.eventId}`;
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
      const matching = created.filter(
        ({ userId, eventId }) => userId === due.userId && eventId === due.eventId,
      );
      if (!matching.some(({ reasons }) => reasons.includes(due.reason)))
        problems.push(`${due.userId} was not notified of ${due.eventId} (${due.reason})`);
    }
    for (const body of bodies) this.#learn(body);
    return problems;
  }

  /**
   * Open notifications about something that is resolved, deleted, or hidden from their user. A job
   * may still be working on them.
   */
  stale(state: StateAfter): string[] {
    return [...this.#held.values()].flatMap((notification) => {
      const why = isOpen(notification) ? this.#reasonStale(notification, state) : undefined;
      if (why)
        return [
          `${notification.userId} still has an open notification of ${notification.about} (${notification.reasons}): ${why}`,
        ];
      return notification.excerpt !== null && this.#deleted.has(notification.about)
        ? [
            `the inbox of ${notification.userId} still quotes ${notification.excerpt}, which was deleted`,
          ]
        : [];
    });
  }

  #reasonStale(notification: Notification, state: StateAfter): string | undefined {
    const { userId, about, reason, reasons, taskId } = notification;
    if (this.#deleted.has(about)) return "it was deleted";
    const isOwn = reasons.some((one) => ownMembership.includes(one));
    if (!isOwn && state.isDisabled(userId)) return "the user is disabled";
    if (!maySee(notification, state, outlastMembership)) return "the user may not see it";
    if (reason !== "approval.requested" || taskId === null) return undefined;
    if (this.#tasks.get(taskId) !== "pending") return `the task is ${this.#tasks.get(taskId)}`;
    return state.admins.includes(userId) ? undefined : "the user may not decide on it";
  }

  #learn({ task, message, comment, notification, notifications = [], preference }: Body): void {
    for (const one of [...notifications, ...(notification ? [notification] : [])])
      this.#held.set(one.id, { ...this.#held.get(one.id), ...one });
    if (preference) this.#withPreferences.add(preference.userId);
    if (task) this.#tasks.set(task.id, task.state);
    if (message?.deletedAt) this.#deleted.add(`message:${message.id}`);
    if (comment?.deletedAt) this.#deleted.add(`comment:${comment.id}`);
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
  state: StateAfter,
  anyway: readonly string[],
): boolean {
  if (reasons.some((reason) => anyway.includes(reason))) return true;
  if (!state.isOnBoard(userId)) return false;
  if (roomId !== null) return state.isInRoom(userId, roomId);
  return taskId === null || state.seesTask(userId, taskId);
}
