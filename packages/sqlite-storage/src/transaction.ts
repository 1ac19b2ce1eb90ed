import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { Collection, Commit, CommitOutcome, Storage } from "@taskwire/core/adapter";
import { commitFailureOf, type Failure, failureOf, Misuse } from "./failure.ts";
import { KeyWriter } from "./key-writer.ts";
import { LogWriter } from "./log-writer.ts";
import { TableWriter } from "./table-writer.ts";

/** One thing for the writer to do. */
export type Job = Commit | { readonly trim: Parameters<Storage["trim"]>[0] };

/** How a job ended; a trim has no answer but that. */
export type Reply =
  | CommitOutcome
  | { readonly status: "trimmed" }
  | ({ readonly status: "failed" } & Failure);

/** Records of a collection, or topics. */
const mostRemembered = 10_000;

/**
 * Runs waiting jobs in one transaction, so that one fsync serves them all, and each is still all or nothing by itself:
 * a commit is judged in full before its first write. What fails on the way down, e.g. on a full disk, takes the whole
 * transaction back; then each job gets one of its own, and only the one at fault fails.
 */
export function createTransactions(
  db: DatabaseSync,
  collections: readonly Collection[],
): (jobs: readonly Job[]) => Reply[] {
  const begin = db.prepare("BEGIN IMMEDIATE");
  const end = db.prepare("COMMIT");
  // Changes when another connection, e.g. another process's, has written; not by what this one writes.
  const foreignWrites = db.prepare("PRAGMA data_version");
  const tables = new Map(
    collections.map((collection) => [collection.name, new TableWriter(db, collection)]),
  );
  const log = new LogWriter(db);
  const keys = new KeyWriter(db);
  const memories = [log, ...tables.values()];
  let seen: unknown;

  return function run(jobs): Reply[] {
    try {
      begin.run();
      refresh();
    } catch (error) {
      rollback();
      return jobs.map(() => ({ status: "failed", ...failureOf(error) }));
    }
    let replies: Reply[];
    try {
      replies = jobs.map(tryOne);
    } catch (error) {
      rollback();
      return jobs.length > 1
        ? jobs.flatMap((job) => run([job]))
        : [{ status: "failed", ...failureOf(error) }];
    }
    try {
      end.run();
      return replies;
    } catch (error) {
      rollback();
      return jobs.map(() => ({ status: "failed", ...commitFailureOf(error) }));
    }
  };

  // SQLite itself rolls back on some errors.
  function rollback() {
    for (const memory of memories) memory.forget();
    if (db.isTransaction) db.exec("ROLLBACK");
  }

  // What is remembered saves reading it again in the next transaction; the lock is held, so it can't get stale in this one.
  function refresh() {
    const now = foreignWrites.get()?.data_version;
    for (const memory of memories)
      if (now !== seen || memory.remembered > mostRemembered) memory.forget();
    seen = now;
  }

  function tryOne(job: Job): Reply {
    try {
      return "trim" in job ? trim(job.trim) : apply(job);
    } catch (error) {
      if (error instanceof Misuse) return { status: "failed", ...failureOf(error) };
      throw error;
    }
  }

  function trim(what: Parameters<Storage["trim"]>[0]): Reply {
    if ("topic" in what) log.trim(what.topic, what.upTo);
    else keys.trim(what.keysBefore);
    return { status: "trimmed" };
  }

  function table(name: string): TableWriter {
    const found = tables.get(name);
    if (!found) throw new Misuse(`No collection ${name} was declared when the storage was opened.`);
    return found;
  }

  function apply({ reads, writes, events, key, result, redact = [] }: Commit): CommitOutcome {
    const first = key && keys.find(key);
    if (first) return { status: "repeated", ...first };
    for (const { collection, id, version } of reads) {
      if (table(collection).state(id).version !== version) return { status: "conflict" };
    }
    const values = judge(writes, events.length);
    if (!values) return { status: "conflict" };

    for (const { topic, subject } of redact) log.redact(topic, subject);
    const numbers = events.map((event) => log.append(event));
    writes.forEach((write, i) => {
      const into = table(write.collection);
      const version =
        into.collection.versions === "topic"
          ? (numbers[write.event ?? -1] ?? 0)
          : into.state(write.id).version + 1;
      if (write.kind === "insert") into.insert(write.id, version, values[i] ?? []);
      else if (write.kind === "update")
        into.update(write.id, version, Object.keys(write.fields), values[i] ?? []);
      else into.delete(write.id, version);
    });
    if (key) keys.insert(key, result, numbers);
    return { status: "committed", numbers };
  }

  /** The values to write, or undefined for a conflict. Writes nothing. */
  function judge(writes: Commit["writes"], events: number): SQLInputValue[][] | undefined {
    const values: SQLInputValue[][] = [];
    // What this commit's earlier writes have made of a record.
    const present = new Map<string, boolean>();
    for (const write of writes) {
      const into = table(write.collection);
      const place = `${write.collection}\0${write.id}`;
      if ((present.get(place) ?? into.state(write.id).present) === (write.kind === "insert"))
        return undefined;
      present.set(place, write.kind !== "delete");
      if (
        into.collection.versions === "topic" &&
        !(write.event !== undefined && write.event >= 0 && write.event < events)
      ) {
        throw new Misuse(
          `A write to ${write.collection} must name the event that carries the record.`,
        );
      }
      values.push(
        write.kind === "insert"
          ? into.encodeAll(write.fields)
          : write.kind === "update"
            ? into.encode(write.fields)
            : [],
      );
    }
    return values;
  }
}
