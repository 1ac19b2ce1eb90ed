import { renameSync, rmSync } from "node:fs";
import type { Storage } from "@taskwire/core/adapter";
import { TaskwireError } from "@taskwire/core/adapter";
import { openBesideWriter, openReader } from "./connection.ts";
import { failureOf } from "./failure.ts";
import { MainThreadWriter } from "./main-thread-writer.ts";
import { backup, DatabaseSync } from "./node-sqlite.ts";
import { createPrivately } from "./private-file.ts";
import { isSafeToShare, lockForProcess, versionOfSqlite } from "./process-lock.ts";
import { Reader } from "./reader.ts";
import { errorOf, withTaskwireErrors } from "./taskwire-error.ts";
import { WriterThread } from "./writer-thread.ts";

/** Options of {@link sqliteStorage}. */
export interface SqliteStorageOptions {
  /**
   * The path of the file. It is created if it doesn't exist, and then only its owner can read it; its
   * folder has to exist.
   */
  readonly path: string;
  /** Maximum time to wait for another process that writes, in ms. Default: 5000. */
  readonly busyTimeout?: number;
  /** @internal Used instead of the real version of SQLite, for tests. */
  readonly sqliteVersion?: string;
}

/** A storage in one SQLite file. */
export interface SqliteStorage extends Storage {
  /**
   * Copies the database as it is at one moment into a new file, while others read and write. The
   * file gets its name only when it is complete. It replaces an existing file. Only its owner can
   * read it.
   *
   * @example
   * ```ts
   * await storage.backup(`backups/${new Date().toISOString().slice(0, 10)}.db`);
   * ```
   */
  backup(path: string): Promise<void>;
  /**
   * Number of transactions written. It is smaller than the number of commits if some commits shared
   * a transaction.
   */
  readonly transactions: number;
}

interface Opened {
  readonly db: DatabaseSync;
  readonly reader: Reader;
  readonly writer: WriterThread;
  readonly unlock: () => void;
}

/**
 * Stores records and the log in one SQLite file. Each collection is a table with real columns and
 * indexes. A commit is on disk before it is acknowledged. Waiting commits share one transaction,
 * which a separate thread writes. If the last commits were alone and quick, the main thread writes a
 * commit that is alone by itself, at the end of the turn of the event loop. This is faster, but the main
 * thread stops until the commit is on disk (usually less than 2 ms).
 *
 * @throws TaskwireError from its methods: `unavailable` (nothing was written: the disk is full, the
 * file is locked) and `unknown_outcome` (the thread or the disk failed during the commit).
 *
 * @example
 * ```ts
 * const taskwire = createTaskwire({ storage: sqliteStorage("app.db") });
 * ```
 */
export function sqliteStorage(options: string | SqliteStorageOptions): SqliteStorage {
  const {
    path,
    busyTimeout = 5000,
    sqliteVersion,
  } = typeof options === "object" ? options : { path: options };
  if (typeof path !== "string" || path === "" || path.includes(":memory:")) {
    throw new TaskwireError(
      "invalid",
      "sqliteStorage needs a file, not a database in memory. For memory, use memoryStorage() of @taskwire/core.",
    );
  }
  let opened: Opened | undefined;
  let closedWriter: WriterThread | undefined;
  let closed = Promise.resolve();

  const current = (): Opened => {
    if (!opened)
      throw new TaskwireError(
        "unavailable",
        "The SQLite storage is not open: call open() before using it.",
      );
    return opened;
  };
  const read = async <T>(run: (reader: Reader) => T): Promise<T> => {
    const { reader } = current();
    return withTaskwireErrors(() => run(reader));
  };

  async function finish({ db, writer, unlock }: Opened): Promise<void> {
    opened = undefined;
    closedWriter = writer;
    // The writer's thread writes the jobs that are still waiting.
    writer.mainThread = undefined;
    // The reader is closed first: the last connection to close moves the WAL into the database, and
    // only the writer can do that.
    db.close();
    await writer.close();
    unlock();
  }

  return {
    async open(collections) {
      if (opened)
        throw new TaskwireError("internal", "The SQLite storage is open already. Close it first.");
      const connection = { path, busyTimeout };
      const version = sqliteVersion ?? versionOfSqlite();
      const unlock = withTaskwireErrors(() => lockForProcess(path, version));
      let writer: WriterThread | undefined;
      try {
        writer = await WriterThread.start({ ...connection, collections });
        // An SQLite that is too old to share a file must not write from two connections either.
        const mayWrite = isSafeToShare(version);
        const db = withTaskwireErrors(() =>
          mayWrite ? openBesideWriter(connection) : openReader(connection),
        );
        if (mayWrite) writer.mainThread = new MainThreadWriter(db, collections, busyTimeout);
        opened = { db, reader: new Reader(db, collections), writer, unlock };
      } catch (error) {
        await writer?.close();
        unlock();
        throw error;
      }
    },
    close() {
      // A second call waits for the first.
      if (opened !== undefined) closed = finish(opened);
      return closed;
    },
    get: (refs, key) => read((reader) => reader.get(refs, key)),
    list: (collection, query) => read((reader) => reader.list(collection, query)),
    count: (collection, query) => read((reader) => reader.count(collection, query)),
    events: (query) => read((reader) => reader.events(query)),
    heads: (topics) => read((reader) => reader.heads(topics)),
    async commit(commit) {
      const reply = await current().writer.run(commit);
      if (reply.status === "trimmed")
        throw new TaskwireError(
          "unknown_outcome",
          "The writer's thread sent the answer of another job. Repeat the command with the same key.",
        );
      return reply;
    },
    async trim(what) {
      await current().writer.run({ trim: what });
    },
    async backup(target) {
      current();
      const partial = `${target}.partial`;
      const source = new DatabaseSync(path, { readOnly: true, timeout: busyTimeout });
      try {
        rmSync(partial, { force: true });
        createPrivately(partial);
        // All pages are copied in one step. With several steps, each commit in between would
        // restart the backup.
        await backup(source, partial, { rate: 2 ** 31 - 1 });
        renameSync(partial, target);
      } catch (error) {
        rmSync(partial, { force: true });
        throw errorOf({ ...failureOf(error), code: "unavailable" });
      } finally {
        source.close();
      }
    },
    get transactions() {
      return (opened?.writer ?? closedWriter)?.transactions ?? 0;
    },
  };
}
