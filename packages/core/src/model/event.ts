/**
 * Which fields of an event's `data` hold records: a record or a list of records, by the name of their collection. Other
 * fields hold none. Absent when there are none of a kind.
 */
export interface CarriedFields {
  /** Records that the event wrote. They are whole, and their version is the event's number, so they carry none. */
  readonly put?: { readonly [field: string]: string };
  /** Records that the event deleted, as they were last. Their version is the event's number too. */
  readonly drop?: { readonly [field: string]: string };
  /** Records that the event leaves as they are and shows to people who come to see them. Each carries its version. */
  readonly show?: { readonly [field: string]: string };
}

/**
 * One fact that a command caused, as a client gets it. `recordsIn` gives its records. An event whose data was taken from it
 * keeps neither `data` nor the names of its records.
 */
export interface Event extends CarriedFields {
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
