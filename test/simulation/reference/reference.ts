import type { Commit, LoggedEvent, NewEvent } from "@taskwire/core/adapter";
import { boardTopic } from "../cast.ts";
import { Access } from "./access.ts";
import { CommandRules } from "./command-rules.ts";
import { bodyOf, type Kept } from "./entry.ts";
import type { StateAfter } from "./expected-notifications.ts";
import type { Body } from "./facts.ts";
import { NotificationRules } from "./notification-rules.ts";
import { suppressedBy } from "./suppressed.ts";

/** Judges every commit: whether its command was allowed, and whom it had to notify. */
export class Reference extends Access {
  readonly kept: Kept[] = [];
  /** How often somebody became involved in an existing task. */
  newlyInvolved = 0;
  /** Checks who was notified of what. */
  readonly notifications = new NotificationRules();
  readonly #rules = new CommandRules();

  /** The versions that a task has had, oldest first. */
  versionsOf(taskId: string): readonly number[] {
    return this.entries(boardTopic).flatMap(({ event: { subject, number, data } }) =>
      subject === taskId && (JSON.parse(data) as Body).task ? [number] : [],
    );
  }

  stateOf(taskId: string): { readonly state: string; readonly requesterId: string } {
    return this.#rules.task(taskId) ?? { state: "", requesterId: "" };
  }

  /** How often decisions were void because of an edit. */
  get voided(): number {
    return this.#rules.voided;
  }
  /** Takes a commit that the storage accepted. */
  record(commit: Commit, numbers: readonly number[]): void {
    const events = commit.events.map(
      // The data of some events is made when it is asked for.
      ({ isTold: _, ...event }, i): LoggedEvent => {
        const { data } = commit.events[i] as NewEvent;
        return { ...event, data, number: numbers[i] as number };
      },
    );
    this.kept.push({ commit, numbers, events });
    const bodies = events.map((event) => bodyOf(event) as Body);
    this.problems.push(...this.#judge(events, bodies));
    const before = this.learn(events, bodies, commit.redact);
    for (const { topic, type, subject } of events)
      if (topic === boardTopic && type === "member.removed" && this.roomsOf(subject).length > 0)
        this.problems.push(`${subject} is off the board and still in ${this.roomsOf(subject)}`);
    this.problems.push(
      ...this.notifications.judge(events, bodies, this.#state(), suppressedBy(commit)),
    );
    for (const [taskId, involved] of before) this.#checkNewcomers(taskId, involved, events, bodies);
  }

  /** Judges by the state before these events. */
  #judge(events: readonly LoggedEvent[], bodies: readonly Body[]): string[] {
    const actor = events[0]?.actor ?? "system";
    return this.#rules.judge(events, bodies, {
      isDisabled: this.isDisabled(actor),
      board: this.visibilityOf(boardTopic, actor).last,
      isIn: (topic) => this.visibilityOf(topic, actor).last === "all",
    });
  }

  /** The state after the last commit. */
  #state(): Omit<StateAfter, "nextAfter"> {
    const people = this.people;
    const visibility = (userId: string) => this.visibilityOf(boardTopic, userId).last;
    return {
      people,
      admins: people.filter((userId) => visibility(userId) === "all"),
      isDisabled: (userId) => this.isDisabled(userId),
      isOnBoard: (userId) => visibility(userId) !== "none",
      isInRoom: (userId, roomId) => this.visibilityOf(`room:${roomId}`, userId).last === "all",
      seesTask: (userId, taskId) => this.seesTask(userId, taskId, this.moment),
      involved: (taskId) => this.involved(taskId),
      authorOf: (postId) => this.writings.posts.get(postId)?.authorId,
      directOf: (roomId) => this.directOf(roomId),
      isGone: (about) => this.isGone(about),
    };
  }

  /** Open notifications that should have been resolved by now. */
  get staleNotifications(): string[] {
    return this.notifications.stale(this.#state());
  }

  /** Checks that a commit which makes a task visible to somebody brings the whole task. */
  #checkNewcomers(
    taskId: string,
    before: ReadonlySet<string>,
    events: readonly LoggedEvent[],
    all: readonly Body[],
  ): void {
    const after = this.involved(taskId);
    if (after.size === 0 || [...after].every((userId) => before.has(userId))) return;
    const first = events.findIndex(({ subject }) => subject === taskId);
    if (events[first]?.type !== "task.created") this.newlyInvolved++;
    const bodies = all.filter((_, i) => events[i]?.subject === taskId);
    const brought = new Set(
      bodies.flatMap(({ subtask, subtasks = [] }) =>
        [...subtasks, ...(subtask ? [subtask] : [])].map(({ id }) => id),
      ),
    );
    const missing = this.subtaskIds(taskId).filter((id) => !brought.has(id));
    if (missing.length > 0 || !all[first]?.task)
      this.problems.push(
        `${events[first]?.type} shows ${taskId} to somebody new without ${missing}`,
      );
  }
}
