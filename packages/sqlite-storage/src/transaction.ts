import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { Collection, Commit, CommitOutcome, Storage, Write } from "@taskwire/core/adapter";
import { commitFailureOf, type Failure, failureOf, isBusy, Misuse } from "./failure.ts";
import { KeyWriter } from "./key-writer.ts";
import { LogWriter } from "./log-writer.ts";
import { TableWriter } from "./table-writer.ts";
import { isTold, topicOf } from "./told.ts";
import { type Origin, originOf, splitId } from "./told-event.ts";
import { type ToldEvent, ToldWriter } from "./told-writer.ts";

/** A job for the writer. */
export type Job = Commit | { readonly trim: Parameters<Storage["trim"]>[0] };

/** The outcome of a job. */
export type Reply =
  | CommitOutcome
  | { readonly status: "trimmed" }
  | ({ readonly status: "failed" } & Failure);

/**
 * Maximum number of cached records of one collection, or of cached topics, at the start of a
 * transaction.
 */
const maxCached = 10_000;

/**
 * Runs waiting jobs in one transaction, so that one fsync serves all of them. Each job is written
 * completely or not at all. If a write fails, e.g. because the disk is full or a value is wrong, the whole
 * transaction is rolled back, and each job runs again in its own transaction. Then only the job that can't
 * succeed fails.
 */
export class Transactions {
  readonly #db: DatabaseSync;
  readonly #begin: StatementSync;
  readonly #end: StatementSync;
  /**
   * Its value changes when another connection has written, for example of another process. Writes
   * of this connection don't change it.
   */
  readonly #foreignWrites: StatementSync;
  readonly #busyTimeout: StatementSync;
  readonly #emptyWal: StatementSync;
  readonly #tables: ReadonlyMap<string, TableWriter | ToldWriter>;
  readonly #told: readonly ToldWriter[];
  readonly #log: LogWriter;
  readonly #keys: KeyWriter;
  /** Their contents are valid as long as only this connection writes. */
  readonly #caches: readonly (LogWriter | TableWriter | ToldWriter)[];
  #dataVersion: unknown;
  /** Whether text was deleted that may still be in the WAL file. */
  hasErased = false;

  constructor(db: DatabaseSync, collections: readonly Collection[]) {
    this.#db = db;
    this.#begin = db.prepare("BEGIN IMMEDIATE");
    this.#end = db.prepare("COMMIT");
    this.#foreignWrites = db.prepare("PRAGMA data_version");
    this.#busyTimeout = db.prepare("PRAGMA busy_timeout");
    this.#emptyWal = db.prepare("PRAGMA wal_checkpoint(TRUNCATE)");
    this.#tables = new Map(
      collections.map((collection) => [
        collection.name,
        isTold(collection) ? new ToldWriter(db, collection) : new TableWriter(db, collection),
      ]),
    );
    this.#told = [...this.#tables.values()].filter((table) => table instanceof ToldWriter);
    this.#log = new LogWriter(db, collections);
    this.#keys = new KeyWriter(db);
    this.#caches = [this.#log, ...this.#tables.values()];
  }

  run(jobs: readonly Job[]): Reply[] {
    try {
      return this.runIfBegun(jobs);
    } catch (error) {
      return jobs.map(() => ({ status: "failed", ...failureOf(error) }));
    }
  }

  /** Like {@link run}, but throws SQLite's error if no transaction can begin. */
  runIfBegun(jobs: readonly Job[]): Reply[] {
    try {
      this.#begin.run();
      this.#clearStaleCaches();
    } catch (error) {
      this.#rollback();
      throw error;
    }
    let replies: Reply[];
    try {
      replies = jobs.map((job) => ("trim" in job ? this.#trim(job.trim) : this.#commit(job)));
      for (const table of this.#told) table.flushTransaction();
    } catch (error) {
      this.#rollback();
      return jobs.length > 1
        ? jobs.flatMap((job) => this.run([job]))
        : [{ status: "failed", ...failureOf(error) }];
    }
    try {
      this.#end.run();
      return replies;
    } catch (error) {
      this.#rollback();
      return jobs.map(() => ({ status: "failed", ...commitFailureOf(error) }));
    }
  }

  /**
   * Moves the WAL into the database, and empties it. Before that, the WAL contains pages with the
   * deleted text. It never waits. If another connection is reading, `hasErased` stays true.
   */
  emptyWal(): void {
    const { timeout } = this.#busyTimeout.get() as { readonly timeout: number };
    this.#db.exec("PRAGMA busy_timeout = 0");
    try {
      const { busy } = this.#emptyWal.get() as { readonly busy: number };
      if (busy === 0) this.hasErased = false;
    } catch (error) {
      if (!isBusy(error)) throw error;
    } finally {
      this.#db.exec(`PRAGMA busy_timeout = ${timeout}`);
    }
  }

  #rollback(): void {
    for (const cache of this.#caches) cache.clearCache();
    // After some errors SQLite has already rolled back.
    if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
  }

  /** Call it after the write lock was taken. So the caches stay valid during this transaction. */
  #clearStaleCaches(): void {
    const dataVersion = this.#foreignWrites.get()?.data_version;
    for (const cache of this.#caches)
      if (dataVersion !== this.#dataVersion || cache.cachedCount > maxCached) cache.clearCache();
    this.#dataVersion = dataVersion;
  }

  #trim(what: Parameters<Storage["trim"]>[0]): Reply {
    if ("keysBefore" in what) {
      this.hasErased = true;
      this.#keys.trim(what.keysBefore);
    } else {
      const deleted =
        "upTo" in what
          ? this.#log.trim(what.topic, what.upTo)
          : this.#log.trimBefore(what.topic, what.before);
      if (!deleted) return { status: "trimmed" };
      for (const table of this.#told) table.trim(deleted.topicId, deleted.upTo);
      this.hasErased = true;
    }
    return { status: "trimmed" };
  }

  #table(name: string): TableWriter | ToldWriter {
    const table = this.#tables.get(name);
    if (!table)
      throw new Misuse(`The collection ${name} was not declared when the storage was opened.`);
    return table;
  }

  #commit({ reads, writes, events, key, result, redact = [] }: Commit): CommitOutcome {
    const earlier = key && this.#keys.find(key);
    if (earlier) return { status: "repeated", ...earlier };
    for (const table of this.#told) table.beginCommit();
    for (const { collection, id, version } of reads) {
      if (this.#table(collection).state(id).version !== version) return { status: "conflict" };
    }
    const values = this.#encodeWrites(writes, events.length);
    if (!values) return { status: "conflict" };

    if (redact.length > 0) this.hasErased = true;
    for (const { topic, subject, keep } of redact) {
      const topicId = this.#log.redact(topic, subject, keep);
      // A record of another person has the same key, but other events.
      const person = splitId(subject)?.[1];
      if (person !== undefined && topic === topicOf(person))
        for (const table of this.#told) table.redact(topicId, subject);
    }
    const origins = this.#originsOf(writes, events);
    const carriers: ToldEvent[] = [];
    const numbers = events.map((event, i) => {
      const origin = origins[i];
      if (!origin) return this.#log.append(event);
      const { topicId, number } = this.#log.next(event.topic);
      carriers[i] = { topicId, number, event, origin };
      return number;
    });
    writes.forEach((write, i) => {
      const table = this.#table(write.collection);
      const version =
        table.collection.versions === "topic"
          ? (numbers[write.event ?? -1] ?? 0)
          : table.state(write.id).version + 1;
      const carrier = carriers[write.event ?? -1];
      if (write.kind === "insert") table.insert(write, version, values[i] ?? [], carrier);
      else if (write.kind === "update")
        table.update(write.id, version, Object.keys(write.fields), values[i] ?? [], carrier);
      else table.delete(write.id, version);
    });
    for (const table of this.#told) table.flush();
    if (key) this.#keys.insert(key, result, numbers);
    return { status: "committed", numbers };
  }

  /**
   * Some events are stored together with the records that they carry. Returns the origins of these events, by
   * their index.
   */
  #originsOf(writes: Commit["writes"], events: Commit["events"]): (Origin | undefined)[] {
    const origins: (Origin | undefined)[] = [];
    let last: Origin | undefined;
    for (const { collection, kind, event = -1 } of writes) {
      const carrying = events[event];
      if (kind === "delete" || !carrying?.isTold) continue;
      if (!(this.#table(collection) instanceof ToldWriter)) continue;
      last = originOf(carrying.id, last);
      origins[event] = last;
    }
    return origins;
  }

  /** Checks all writes and returns their values, or undefined for a conflict. Writes nothing. */
  #encodeWrites(
    writes: Commit["writes"],
    eventCount: number,
  ): (readonly SQLInputValue[])[] | undefined {
    const values: (readonly SQLInputValue[])[] = [];
    /** The records of the writes so far. */
    const written = new Map<string, Set<string>>();
    for (const [i, write] of writes.entries()) {
      const table = this.#table(write.collection);
      let ids = written.get(write.collection);
      if (!ids) {
        ids = new Set();
        written.set(write.collection, ids);
      }
      const isFirst = ids.size < ids.add(write.id).size;
      const isThere = isFirst ? table.state(write.id).present : isThereAfter(writes, i);
      if (isThere === (write.kind === "insert")) return undefined;
      if (
        table.collection.versions === "topic" &&
        !(write.event !== undefined && write.event >= 0 && write.event < eventCount)
      ) {
        throw new Misuse(
          `A write to ${write.collection} must name the event that carries the record.`,
        );
      }
      values.push(
        write.kind === "insert"
          ? table.encodeAll(write.fields, write.like)
          : write.kind === "update"
            ? table.encode(write.fields)
            : [],
      );
    }
    return values;
  }
}

/** Whether the record of the write at this place exists after the earlier writes, one of which has written it. */
function isThereAfter(writes: Commit["writes"], place: number): boolean {
  const { collection, id } = writes[place] as Write;
  for (let i = place - 1; i >= 0; i--) {
    const one = writes[i] as Write;
    if (one.id === id && one.collection === collection) return one.kind !== "delete";
  }
  return true;
}
