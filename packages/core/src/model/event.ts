/**
 * One fact that a command caused, as a client gets it. Records in `data` are whole; one without a `version` has the
 * event's own number as its version.
 */
export interface Event {
  /** 1, 2, 3 … within its topic. */
  readonly number: number;
  readonly id: string;
  readonly type: string;
  /** The id of what it is about: a task's for all that happens to the task and its subtasks. */
  readonly subject: string;
  /** ISO 8601. */
  readonly at: string;
  /** A user's id, or `system`. */
  readonly actor: string;
  readonly data: { readonly [name: string]: unknown };
}

/** Takes the place of an event for somebody who from here on may no longer see its subject. */
export interface HiddenEvent {
  readonly number: number;
  readonly type: "hidden";
  /** What to forget. */
  readonly subject: string;
}

/**
 * Who may see an event, fixed when it is committed: null is everyone in the topic; else those who see all, and the people
 * involved in its subject before and after.
 */
export type Audience = {
  readonly before: readonly string[];
  readonly after: readonly string[];
} | null;
