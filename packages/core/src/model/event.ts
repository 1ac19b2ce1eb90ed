/**
 * The fields of an event's `data` that hold a record or a list of records, each with the name of
 * the collection. If one of the four has no fields, it is absent.
 */
export interface CarriedFields {
  /** Records that the event wrote, as a whole but without their version, which is the event's number. */
  readonly put?: { readonly [field: string]: string };
  /** Records that the event deleted, in their last state. Their version is the event's number too. */
  readonly drop?: { readonly [field: string]: string };
  /** Records that the event deleted for good: it carries only their ids, as `{ id }`. */
  readonly erase?: { readonly [field: string]: string };
  /** Unchanged records, for people who may see them from this event on. Each has its version. */
  readonly show?: { readonly [field: string]: string };
}

/**
 * A change that a command made, as a client gets it. `recordsIn` returns its records. After a deletion, the
 * earlier events about the deleted thing have neither data nor the names of their records.
 */
export interface Event extends CarriedFields {
  /** 1, 2, 3 … within its topic. */
  readonly number: number;
  readonly id: string;
  readonly type: string;
  /** The id of the thing that it is about. For events about subtasks it is the id of the task. */
  readonly subject: string;
  /** ISO 8601. */
  readonly at: string;
  /** The id of the person who caused it, or `system`. */
  readonly actor: string;
  readonly data: { readonly [name: string]: unknown };
}

/** Sent instead of an event to a person who may not see its subject from this event on. */
export interface HiddenEvent {
  readonly number: number;
  readonly type: "hidden";
  /** The id of the thing to forget. */
  readonly subject: string;
}

/**
 * The people who may see an event, fixed at the commit. Null means everyone who reads the topic. Otherwise
 * it means the readers who see everything, and the people who are involved before and after the event.
 */
export type Audience = {
  readonly before: readonly string[];
  readonly after: readonly string[];
} | null;
