import { renameSync, rmSync } from "node:fs";

import type { Storage } from "@taskwire/core/adapter";
import { TaskwireError } from "@taskwire/core/adapter";
import { openReader } from "./connection.ts";
import { failureOf } from "./failure.ts";
import { backup, DatabaseSync } from "./node-sqlite.ts";
import { lockForProcess, versionOfSqlite } from "./process-lock.ts";
import { createReader, type Reader } from "./reader.ts";
import { reported } from "./reported.ts";
import { errorOf, WriterThread } from "./writer-thread.ts";

/** Where and how to keep the data. */
export interface SqliteStorageOptions {
  /** The database's file. It is made when it isn't there; its folder must be. */
  readonly path: string;
  /** How long to wait for another process that is writing, in milliseconds. Default: 5000. */
  readonly busyTimeout?: number;
  /** @internal Pretends to be another version of SQLite, for tests. */
  readonly sqliteVersion?: string;
}

/** A storage in one SQLite file. */
export interface SqliteStorage extends Storage {
  /**
   * Copies the database as it is at one moment into a new file, while others read and write. The file appears under
   * its name only when it is whole. An existing file is replaced.
   *
   * @example
   * ```ts
   * await storage.backup(`backups/${new Date().toISOString().slice(0, 10)}.db`);
   * ```
   */
  backup(path: string): Promise<void>;
  /** How many transactions have been sent to the disk: fewer than commits, because commits that wait share one. */
  readonly transactions: number;
}

interface Opened {
  readonly db: DatabaseSync;
  readonly reader: Reader;
  readonly writer: WriterThread;
  readonly unlock: () => void;
}

/**
 * Keeps everything in one SQLite file: a table a collection, with real columns and indexes, and the log beside them.
 * A commit is on the disk before it is acknowledged; commits that wait share one transaction, on a thread of their own.
 *
 * @throws TaskwireError from its methods: `unavailable` (nothing was kept: the disk is full, the file locked),
 * `unknown_outcome` (the thread or the disk failed during the commit itself).
 *
 * @example
 * ```ts
 * const taskwire = createTaskwire({ storage: sqliteStorage("app.db"), ...definitions });
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
      "sqliteStorage needs a file, not a database in memory. Use memoryStorage() of @taskwire/core.",
    );
  }
  let opened: Opened | undefined;
  let finished: WriterThread | undefined;
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
    return reported(() => run(reader));
  };

  async function finish({ db, writer, unlock }: Opened): Promise<void> {
    opened = undefined;
    finished = writer;
    // The reader first: the last connection to close folds the log into the database, and only the writer can.
    db.close();
    await writer.close();
    unlock();
  }

  return {
    async open(collections) {
      if (opened) throw new TaskwireError("internal", "The SQLite storage is open already.");
      const connection = { path, busyTimeout };
      const unlock = reported(() => lockForProcess(path, sqliteVersion ?? versionOfSqlite()));
      let writer: WriterThread | undefined;
      try {
        writer = await WriterThread.start({ ...connection, collections });
        const db = reported(() => openReader(connection));
        opened = { db, reader: createReader(db, collections), writer, unlock };
      } catch (error) {
        await writer?.close();
        unlock();
        throw error;
      }
    },
    close() {
      // Who asks again waits for the first.
      if (opened !== undefined) closed = finish(opened);
      return closed;
    },
    get: (refs, key) => read((reader) => reader.get(refs, key)),
    list: (collection, query) => read((reader) => reader.list(collection, query)),
    events: (query) => read((reader) => reader.events(query)),
    heads: (topics) => read((reader) => reader.heads(topics)),
    async commit(commit) {
      const reply = await current().writer.run(commit);
      if (reply.status === "trimmed")
        throw new TaskwireError("unknown_outcome", "The writer's thread mixed up its answers.");
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
        // All pages in one step: with several, each commit of the writer would make it begin again.
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
      return (opened?.writer ?? finished)?.batches ?? 0;
    },
  };
}
