import type { Collection } from "../model/collection.ts";
import type { Trim } from "./trim.ts";

/** The collection and id of one record. */
export interface Ref {
  readonly collection: string;
  readonly id: string;
}

/**
 * The fields of a record by their names, without id and version. JSON fields have plain JSON
 * values.
 */
export type Fields = { readonly [field: string]: unknown };

/**
 * A record in the storage. If there is none, `fields` is null, and `version` is 0 or the last
 * version of the deleted record.
 */
export interface StoredRecord {
  readonly id: string;
  readonly version: number;
  readonly fields: Fields | null;
}

/**
 * A position in a topic: the number and the id of an event. The id shows whether the log was
 * restored or has lost its last events. Number 0 with id "" is the start.
 */
export interface Position {
  readonly number: number;
  readonly id: string;
}

/**
 * The position before the first event of every topic.
 *
 * @example
 * ```ts
 * const position = heads.get(topic) ?? start;
 * ```
 */
export const start: Position = { number: 0, id: "" };

/** The idempotency key of one command of one actor. It is kept for 7 days. */
export interface CommandKey {
  readonly actor: string;
  readonly key: string;
}

/** The record of a command that had a key: the hash of its input, and its result. */
export interface KeyRecord {
  readonly hash: string;
  /** JSON, as given to {@link Commit.result}. */
  readonly result: string;
  /** As {@link Committed.numbers}. */
  readonly numbers: readonly number[];
}

/** An event to append. */
export interface NewEvent {
  readonly topic: string;
  readonly id: string;
  readonly type: string;
  /**
   * The id of the thing that the event is about, e.g. a task. The history of a thing consists of the
   * events with this subject.
   */
  readonly subject: string;
  /** ISO 8601. */
  readonly at: string;
  /** The user's id, or `system`. */
  readonly actor: string;
  /** JSON that says who may see the event. Null means everybody who reads the topic. */
  readonly audience: string | null;
  /** The event's data as JSON. */
  readonly data: string;
  /**
   * JSON that names the collections of the records in `data`: the event's `put`, `drop`, `erase` and `show`,
   * e.g. `{"put":{"task":"tasks"}}`. Null if the event carries no records.
   */
  readonly records: string | null;
  /**
   * Set if the event carries one record of a collection with `told`, and nothing else. Its subject is the
   * record's id, its topic is `user:<person>`, and its id ends with `.` and its place among the events of
   * the commit. Exactly one write of the commit names this event in its field `event`. The event carries the record of that write, as it is
   * after the write. A storage may keep the event with the record. Then it doesn't store `data`. When
   * the event is read, the storage builds the same JSON again from the record: first the id, then the
   * fields in the order of their declaration. In an event that inserts a record, the record has no
   * `numbered` field, because its value is not known yet.
   */
  readonly isTold?: true;
}

/** An event in the log. */
export interface LoggedEvent extends Omit<NewEvent, "isTold"> {
  /** 1, 2, 3 … without gaps within its topic. */
  readonly number: number;
}

/**
 * One change of a record. For `insert`, the record must not exist. For `update` and `delete`, it
 * must exist. Otherwise the commit is a conflict.
 *
 * `event` is the index in {@link Commit.events} of the last event that carries the record. The
 * event's number becomes the record's version. Records of a collection with `versions: "own"` have
 * no event, and each write adds 1 to their version.
 *
 * Inserts leave out the field that the collection names as `numbered`: the storage sets it to the
 * version.
 *
 * In a collection with `told`, `like` are the fields of an earlier insert in the same commit, if all their
 * values are the same except for the person. So a storage may encode the others only once.
 */
export type Write = Ref & { readonly event?: number } & (
    | { readonly kind: "insert"; readonly fields: Fields; readonly like?: Fields }
    /** Only the changed fields. The others stay, also columns that this node does not know. */
    | { readonly kind: "update"; readonly fields: Fields }
    | { readonly kind: "delete" }
  );

/** Everything that one command changes. */
export interface Commit {
  /** All records that the command's decision is based on, with the versions that were read. */
  readonly reads: readonly (Ref & { readonly version: number })[];
  readonly writes: readonly Write[];
  readonly events: readonly NewEvent[];
  readonly key?: CommandKey & { readonly hash: string; readonly at: string };
  /** JSON that a repeated command with the same key gets. */
  readonly result: string;
  /**
   * Earlier events about these subjects lose their content: `data` becomes `{}`, and `records`
   * becomes null. The events in `keep` get other data instead of `{}`.
   */
  readonly redact?: readonly {
    readonly topic: string;
    readonly subject: string;
    readonly keep?: readonly KeptEvent[];
  }[];
}

/**
 * The part of an event's data that stays when the other data is removed. If `number` belongs to an event
 * about another subject, the entry has no effect.
 */
export interface KeptEvent {
  readonly number: number;
  /** JSON. */
  readonly data: string;
}

/** A successful commit. */
export interface Committed {
  readonly status: "committed";
  /** The numbers of {@link Commit.events}, in the same order. */
  readonly numbers: readonly number[];
}

/**
 * How a commit ended. If the promise rejects, nothing was kept. The exception is the error
 * `unknown_outcome`: then nobody knows.
 */
export type CommitOutcome =
  | Committed
  /**
   * A read is outdated, an inserted record exists, or an updated one does not. Nothing was kept.
   */
  | { readonly status: "conflict" }
  /** The key was used before. Nothing was kept. */
  | ({ readonly status: "repeated" } & KeyRecord);

/** A scan of one index in its order. */
export interface ListQuery {
  readonly index: string;
  /** Values for the first fields of the index: for none of them, some or all. */
  readonly equals: Fields;
  /**
   * Runs one scan for each value, in this order. No value may occur twice. The scan compares its value
   * with the index field that follows those in `equals`. Each scan returns up to `limit` records, and
   * there is no next page.
   */
  readonly each?: readonly unknown[];
  /**
   * The position after which the page begins: {@link ListPage.next} of the page before. It has the
   * index fields and the id of a record.
   */
  readonly after?: readonly unknown[];
  readonly limit: number;
  readonly order?: "asc" | "desc";
  /**
   * The texts and the JSON of a page's records have at most this many bytes of UTF-8. But a page has at
   * least one record, however large that is. Records beyond the page are not loaded. Not for `each`.
   */
  readonly maxBytes?: number;
}

/** A condition on a field that need not be in the index. `from`: the value or a later one. */
export type CountCondition = readonly [
  field: string,
  compare: "is" | "not" | "from",
  value: string | number | boolean | null,
];

/** A count of the records of one index scan. */
export interface CountQuery extends Pick<ListQuery, "index" | "equals" | "after" | "order"> {
  /** Records that don't meet all of these are not counted. */
  readonly where?: readonly CountCondition[];
  /** The count stops at this number, so the result is never higher. */
  readonly limit: number;
  /** The count ends after this many entries of the index, so that it never takes long. */
  readonly scan: number;
  /**
   * Called once, before the promise is fulfilled, with the number of entries that were read. They are
   * charged to the person's budget, even if few of them meet the conditions. Not called for a count
   * without `where`.
   */
  readonly onScanned?: (entries: number) => void;
}

/** A page of a scan. */
export interface ListPage {
  readonly records: readonly (StoredRecord & { readonly fields: Fields })[];
  /** The `after` of the next page. Null if this is the last page. */
  readonly next: readonly unknown[] | null;
}

/**
 * A query for a page of one topic. It has either `after` (oldest first) or `before` (newest first).
 */
export interface EventsQuery {
  readonly topic: string;
  readonly after?: Position;
  /** `"end"` is the position after the newest event. */
  readonly before?: Position | "end";
  /** Only returns events with this subject. */
  readonly subject?: string;
  readonly limit: number;
  /** As for {@link ListQuery}: the texts of a page's events have at most this many bytes. */
  readonly maxBytes?: number;
}

/** A page of a topic. */
export type EventsPage =
  | {
      readonly status: "page";
      readonly events: readonly LoggedEvent[];
      /**
       * The topic's last position at the moment at which the events were read. If an event has lost its
       * data, the event that removed the data is at this position or before it.
       */
      readonly head: Position;
      /** Set if `maxBytes` ended the page. */
      readonly cut?: true;
    }
  /**
   * The log does not have the event of the position: it was trimmed, or the log is a different one.
   */
  | { readonly status: "gone" };

/**
 * Stores records and the log. `storageContract` of `@taskwire/core/testing` tests everything that
 * the comments here say.
 *
 * Every adapter guarantees:
 * - `commit` is atomic, and durable before it resolves. The outcome is as if it did the following in
 *   this order: it locks the topics (in sorted order), looks up the key, checks every read, and writes.
 *   So a key that was used before wins over a conflict, and the checks still hold when it writes.
 * - The number of an event is the number of its topic's head plus one, computed in the same
 *   transaction. It never comes from a sequence or a clock. So no reader can see number n+1 before
 *   n.
 * - Every read that begins after a commit has resolved sees the commit.
 * - Errors are `TaskwireError`s with the code `unavailable` (nothing was kept) or
 *   `unknown_outcome`.
 */
export interface Storage {
  /**
   * Creates missing tables and columns. Called once, before all other methods. It changes nothing
   * else, because an older node may run on the same data.
   */
  open(collections: readonly Collection[]): Promise<void>;
  close(): Promise<void>;
  /**
   * Returns the records in the order of `refs`, and the record of the key, all as they are at one
   * moment.
   */
  get(
    refs: readonly Ref[],
    key?: CommandKey,
  ): Promise<{ readonly records: readonly StoredRecord[]; readonly repeated: KeyRecord | null }>;
  /** Returns a page of a collection's records. */
  list(collection: string, query: ListQuery): Promise<ListPage>;
  /** Counts records without reading them. */
  count(collection: string, query: CountQuery): Promise<number>;
  /** Writes records and appends events: all of it, or nothing. */
  commit(commit: Commit): Promise<CommitOutcome>;
  /** Returns a page of a topic's events. */
  events(query: EventsQuery): Promise<EventsPage>;
  /**
   * Returns the last position of each topic, in the same order. For a topic without events it is
   * {@link start}.
   */
  heads(topics: readonly string[]): Promise<readonly Position[]>;
  /** Deletes old events or keys for good. */
  trim(what: Trim): Promise<void>;
  /**
   * Returns the time in ms since 1970, from a clock that all nodes of this storage share. Leave it out if there is no
   * such clock. For example, nodes that share a file have only their own clocks.
   */
  now?(): Promise<number>;
}
