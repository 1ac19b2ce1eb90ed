import type { Collection } from "../model/collection.ts";
import type { CommandKey, KeyRecord, LoggedEvent, Position, StoredRecord } from "./storage.ts";

/** Where a topic begins and ends. */
export interface TopicSpan {
  readonly topic: string;
  /** The last event that was trimmed away; number 0 when none was. */
  readonly floor: Position;
  readonly head: Position;
}

/** A command's key with what it left behind, and when. */
export type KeptKey = CommandKey & KeyRecord & { readonly at: string };

/**
 * A piece of a database. The pieces come in the order of this list: the declarations, where all topics begin and end, the
 * events by topic and number, the records by collection and id (those that are there, then those that were deleted: their
 * versions), the keys by age, and the end. A stream without its end is not whole.
 */
export type Part =
  | { readonly kind: "collections"; readonly collections: readonly Collection[] }
  | { readonly kind: "topics"; readonly topics: readonly TopicSpan[] }
  | { readonly kind: "events"; readonly events: readonly LoggedEvent[] }
  | {
      readonly kind: "records";
      readonly collection: string;
      readonly records: readonly StoredRecord[];
    }
  | { readonly kind: "keys"; readonly keys: readonly KeptKey[] }
  | { readonly kind: "end" };

/** What is known of a database before it is read. */
export interface Look {
  /** What storages have declared when they opened it, all of them together; null when taskwire was never there. */
  readonly collections: readonly Collection[] | null;
  /** What it holds of taskwire, e.g. `12 topics`; null when it holds nothing. */
  readonly holds: string | null;
  /** Tables, and columns of taskwire's tables, that somebody else made: `accounts`, `tasks.colour`. They are nobody's to copy. */
  readonly foreign: readonly string[];
}

/** What trimming takes, or would take, from one topic. */
export interface Trimmed {
  readonly topic: string;
  /** Events up to and including this number. */
  readonly upTo: number;
  readonly events: number;
}

/**
 * A database as a whole, for tools that move, check or trim it while or without a system running on it. Beside `Storage`, which
 * serves the running system and knows only what is asked for by name. What is in the database is learned from the
 * database, so a tool needs none of the app's code.
 *
 * Errors are `TaskwireError`s: `unavailable` (it can't be reached, is held by others, is full, is none of taskwire's), after which
 * nothing was changed.
 */
export interface Archive {
  look(): Promise<Look>;
  /** Makes or widens the tables, as `Storage.open` does. Says what was made: `table tasks`, `column tasks.dueAt`, …. */
  migrate(collections: readonly Collection[]): Promise<readonly string[]>;
  /**
   * Reads everything, from one moment. `alone` also sees to it that nobody writes from then on until the last piece is
   * taken, and fails when somebody does: what would be written behind a copy would be lost with the original.
   */
  dump(options?: { readonly alone?: boolean }): AsyncGenerator<Part, void, undefined>;
  /** Keeps everything that another one's `dump` gives, in a database that holds nothing: all of it, or nothing when the stream fails or has no end. */
  load(parts: AsyncIterable<Part>): Promise<void>;
  /** Forgets the events from before a time (ISO 8601), topic by topic, as `Storage.trim` does. With `dryRun` it only says what would go. */
  trim(options: { readonly before: string; readonly dryRun: boolean }): Promise<readonly Trimmed[]>;
  close(): Promise<void>;
}
