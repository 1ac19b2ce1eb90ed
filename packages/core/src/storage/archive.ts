import type { Collection } from "../model/collection.ts";
import type { CommandKey, KeyRecord, LoggedEvent, Position, StoredRecord } from "./storage.ts";

/** The first and the last position of a topic. */
export interface TopicSpan {
  readonly topic: string;
  /** The last event that was trimmed; number 0 if none was. */
  readonly floor: Position;
  readonly head: Position;
}

/** The key of a command, its result, and when it was recorded. */
export type StoredKey = CommandKey & KeyRecord & { readonly at: string };

/**
 * A part of a dump. The parts come in this order: the declarations, the spans of all topics, the
 * events by topic and number, the records by collection and id, the keys by age, and the end. Of
 * each collection, the existing records come first, then the versions of the deleted ones. A dump
 * without its end is not complete.
 */
export type DumpPart =
  | { readonly kind: "collections"; readonly collections: readonly Collection[] }
  | { readonly kind: "topics"; readonly topics: readonly TopicSpan[] }
  | { readonly kind: "events"; readonly events: readonly LoggedEvent[] }
  | {
      readonly kind: "records";
      readonly collection: string;
      readonly records: readonly StoredRecord[];
    }
  | { readonly kind: "keys"; readonly keys: readonly StoredKey[] }
  | { readonly kind: "end" };

/** A short description of a database, made without reading all of it. */
export interface DatabaseSummary {
  /**
   * All collections that storages have declared in the database. Null if taskwire has never used
   * it.
   */
  readonly collections: readonly Collection[] | null;
  /** The number of things in it, in words, e.g. `12 topics, 3 keys`. Null if it is empty. */
  readonly contents: string | null;
  /**
   * Tables, and columns in taskwire's tables, that taskwire did not make, e.g. `accounts` or
   * `tasks.colour`. They are not copied.
   */
  readonly foreign: readonly string[];
}

/** The events that a trim deletes, or would delete, from one topic. */
export interface TrimmedTopic {
  readonly topic: string;
  /** The number of the last deleted event. */
  readonly upTo: number;
  /** How many events are deleted. */
  readonly events: number;
}

/**
 * Reads and writes a whole database, for tools that copy, check or trim it. Taskwire may run on the
 * database meanwhile, or not. The other port, `Storage`, serves a running node and only finds what
 * it is asked for by name. An archive learns from the database itself what is in it, so a tool does
 * not need the app's code.
 *
 * Errors are `TaskwireError`s with the code `unavailable`: the database can't be reached, is in
 * use, is full, or does not belong to taskwire. Then nothing was changed.
 */
export interface Archive {
  /** Returns a summary of the database. */
  inspect(): Promise<DatabaseSummary>;
  /**
   * Creates missing tables and columns, as `Storage.open` does. Returns what it made, e.g. `table
   * tasks`, `column tasks.dueAt`.
   */
  migrate(collections: readonly Collection[]): Promise<readonly string[]>;
  /**
   * Yields the whole database as it is at one moment. With `exclusive`, nobody can write from then
   * until the last part was taken, and the dump fails if somebody did. Use it before you move to
   * the copy: a write to the original after the copy was made would be lost.
   */
  dump(options?: { readonly exclusive?: boolean }): AsyncGenerator<DumpPart, void, undefined>;
  /**
   * Fills an empty database with a dump. Keeps all of it, or nothing if the dump fails or has no
   * end.
   */
  load(parts: AsyncIterable<DumpPart>): Promise<void>;
  /**
   * Deletes the events from before a time (ISO 8601), as `Storage.trim` does in one topic. With
   * `dryRun`, it only returns what it would delete.
   */
  trim(options: {
    readonly before: string;
    readonly dryRun: boolean;
  }): Promise<readonly TrimmedTopic[]>;
  close(): Promise<void>;
}
