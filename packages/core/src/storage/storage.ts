import type { Collection } from "../model/collection.ts";

/** Names one record. */
export interface Ref {
  readonly collection: string;
  readonly id: string;
}

/** A record's fields without id and version, by the names of its collection. JSON fields hold plain JSON values. */
export type Fields = { readonly [field: string]: unknown };

/** What is kept under a ref. `fields` is null when nothing is: then `version` is 0, or the last version of what was deleted. */
export interface StoredRecord {
  readonly id: string;
  readonly version: number;
  readonly fields: Fields | null;
}

/** A position in a topic: the number of an event and its id, so that a log that was restored or lost its tail is noticed. Number 0 with id "" is the start. */
export interface Position {
  readonly number: number;
  readonly id: string;
}

/** The start of every topic. */
export const start: Position = { number: 0, id: "" };

/** Names one command of one actor for ever (kept 7 days). */
export interface CommandKey {
  readonly actor: string;
  readonly key: string;
}

/** What a command with a key left behind: the hash of what was asked, and its result. */
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
  /** What it is about, e.g. a task's id; history of one thing reads by it. */
  readonly subject: string;
  /** ISO 8601. */
  readonly at: string;
  /** The user's id, or `system`. */
  readonly actor: string;
  /** JSON saying who may see it; null: everyone who reads the topic. */
  readonly audience: string | null;
  /** JSON of the event's data. */
  readonly data: string;
  /**
   * JSON that names the collections of the records in `data`, as the event's `put`, `drop` and `show`, e.g.
   * `{"put":{"task":"tasks"}}`; null when it carries none.
   */
  readonly records: string | null;
}

/** An event in the log. */
export interface LoggedEvent extends NewEvent {
  /** 1, 2, 3 … without holes within its topic. */
  readonly number: number;
}

/**
 * One change of a record. `insert` wants it absent, `update` and `delete` want it present (else the commit is a conflict).
 * `event` is the place in {@link Commit.events} of the last event that carries the record: its number becomes the version.
 * Records of a collection with `versions: "own"` have no event and count by themselves.
 */
export type Write = Ref & { readonly event?: number } & (
    | { readonly kind: "insert"; readonly fields: Fields }
    /** Only the changed fields: columns that this node doesn't know survive. */
    | { readonly kind: "update"; readonly fields: Fields }
    | { readonly kind: "delete" }
  );

/** Everything that one command changes. */
export interface Commit {
  /** Each record that the decision rests on, with the version it had then. */
  readonly reads: readonly (Ref & { readonly version: number })[];
  readonly writes: readonly Write[];
  readonly events: readonly NewEvent[];
  readonly key?: CommandKey & { readonly hash: string; readonly at: string };
  /** JSON that a repeat of the key gets back. */
  readonly result: string;
  /** Earlier events about this subject keep number, id and type, and lose `data` (then `{}`) and `records` (then null). */
  readonly redact?: readonly { readonly topic: string; readonly subject: string }[];
}

/** A commit that was kept. */
export interface Committed {
  readonly status: "committed";
  /** The number that each of {@link Commit.events} got, in their order. */
  readonly numbers: readonly number[];
}

/** How a commit ended. A rejected promise means either that nothing was kept, or, with code `unknown_outcome`, that nobody knows. */
export type CommitOutcome =
  | Committed
  /** A read is stale, an insert was there, an update was not: nothing was kept. */
  | { readonly status: "conflict" }
  /** The key was used: nothing new was kept. */
  | ({ readonly status: "repeated" } & KeyRecord);

/** One ordered scan of one index. */
export interface ListQuery {
  readonly index: string;
  /** Values for the index's first fields, in any number from none to all. */
  readonly equals: Fields;
  /**
   * Several scans in one question: the field of the index that follows those of `equals` is each of these values, which
   * differ. Each scan gives up to `limit` records, in the order of the values; there is no next page.
   */
  readonly each?: readonly unknown[];
  /** The last record of the page before: its fields of the index, and its id. */
  readonly after?: readonly unknown[];
  readonly limit: number;
  readonly order?: "asc" | "desc";
}

/** A page of an ordered scan. */
export interface ListPage {
  readonly records: readonly (StoredRecord & { readonly fields: Fields })[];
  /** What to give as `after` for the next page; null at the end. */
  readonly next: readonly unknown[] | null;
}

/** A page of one topic. Exactly one of `after` (forwards) and `before` (backwards, newest first). */
export interface EventsQuery {
  readonly topic: string;
  readonly after?: Position;
  /** `"end"` is behind the newest event. */
  readonly before?: Position | "end";
  /** Only events about this. */
  readonly subject?: string;
  readonly limit: number;
}

/** A page of a topic, or the word that it can't be read from there. */
export type EventsPage =
  | { readonly status: "page"; readonly events: readonly LoggedEvent[]; readonly head: Position }
  /** The position's event isn't in this log (any more): trimmed away, or another log. Reload. */
  | { readonly status: "gone" };

/**
 * Keeps records and the log. Eight methods; `@taskwire/core/testing` has the contract suite that says in tests what the
 * comments here say in words.
 *
 * Promises of every adapter:
 * - `commit` is atomic and durable before it resolves. It locks the topics in sorted order first, then checks the key,
 *   then every read, then writes: what it judges is true when it writes.
 * - A number is that of the topic's own head plus one, in the same transaction, never from a serial or a clock: no reader can
 *   ever see number n+1 before n.
 * - What was acknowledged is visible to every read that starts afterwards.
 * - Errors are `TaskwireError`s: `unavailable` (nothing kept) or `unknown_outcome`.
 */
export interface Storage {
  /** Makes or widens the tables. Called once, before anything else. Additive: an older node may run beside. */
  open(collections: readonly Collection[]): Promise<void>;
  close(): Promise<void>;
  /** The records in the order of the refs, and what the key left behind, all from one moment. */
  get(
    refs: readonly Ref[],
    key?: CommandKey,
  ): Promise<{ readonly records: readonly StoredRecord[]; readonly repeated: KeyRecord | null }>;
  list(collection: string, query: ListQuery): Promise<ListPage>;
  commit(commit: Commit): Promise<CommitOutcome>;
  events(query: EventsQuery): Promise<EventsPage>;
  /** Where each topic ends, in their order; a topic without events is at {@link start}. */
  heads(topics: readonly string[]): Promise<readonly Position[]>;
  /** Forgets events up to and including `upTo` of a topic, or keys of commands recorded before `keysBefore` (ISO 8601). */
  trim(
    what: { readonly topic: string; readonly upTo: number } | { readonly keysBefore: string },
  ): Promise<void>;
}
