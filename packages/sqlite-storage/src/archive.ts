import { existsSync, rmSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { Archive, Collection } from "@taskwire/core/adapter";
import { TaskwireError } from "@taskwire/core/adapter";
import { openForTool, openWriter } from "./connection.ts";
import { declaredCollections, describeContents, existingObjects, summarize } from "./contents.ts";
import { dumpAll } from "./dump.ts";
import { inTransaction } from "./in-transaction.ts";
import { load } from "./load.ts";
import { LogWriter } from "./log-writer.ts";
import { lockExclusively, lockForProcess, versionOfSqlite } from "./process-lock.ts";
import { migrate } from "./schema.ts";
import { toTaskwireError } from "./taskwire-error.ts";
import { eventsSql, isTold, lastEventSql } from "./told.ts";
import { ToldWriter } from "./told-writer.ts";

/**
 * Gives tools access to all of taskwire's data in a SQLite file: to inspect it, to copy it
 * elsewhere, or to fill it from a copy. `migrate` and `load` create the file if it doesn't exist;
 * its folder has to exist.
 *
 * @throws TaskwireError from its methods: `unavailable` with the reason.
 *
 * @example
 * ```ts
 * await postgresArchive("postgres://localhost/app").load(sqliteArchive("app.db").dump({ exclusive: true }));
 * ```
 */
export function sqliteArchive(
  path: string,
  { busyTimeout = 5000 }: { readonly busyTimeout?: number } = {},
): Archive {
  const connection = { path, busyTimeout };

  const open = (): DatabaseSync => {
    if (!existsSync(path))
      throw new TaskwireError("unavailable", `There is no file ${path}. Check the path.`);
    return openForTool(connection);
  };
  /** Runs a function; its errors name the file. */
  const namingFile = <T>(run: () => T): T => {
    try {
      return run();
    } catch (error) {
      throw toTaskwireError(error, path);
    }
  };

  return {
    inspect: async () =>
      namingFile(() => {
        using db = open();
        return summarize(db);
      }),

    migrate: async (collections) =>
      namingFile(() => {
        const unlock = lockForProcess(path, versionOfSqlite());
        try {
          using db = openWriter(connection);
          const before = existingObjects(db);
          migrate(db, collections);
          return createdObjects(before, existingObjects(db));
        } finally {
          unlock();
        }
      }),

    async *dump({ exclusive = false } = {}) {
      let unlock: (() => void) | undefined;
      let db: DatabaseSync | undefined;
      try {
        db = open();
        if (exclusive) unlock = lockExclusively(path);
        yield* dumpAll(db);
      } catch (error) {
        throw toTaskwireError(error, path);
      } finally {
        db?.close();
        unlock?.();
      }
    },

    async load(parts) {
      const isNew = !existsSync(path);
      let isComplete = false;
      const unlock = namingFile(() => lockExclusively(path));
      let db: DatabaseSync | undefined;
      try {
        db = openWriter(connection);
        db.exec("BEGIN IMMEDIATE");
        const contents = describeContents(db);
        if (contents !== null) {
          throw new TaskwireError(
            "unavailable",
            `${path} is not empty: it holds ${contents}. Give the name of a new file.`,
          );
        }
        await load(db, parts, () => {
          db?.exec("COMMIT");
          isComplete = true;
        });
      } catch (error) {
        if (db?.isTransaction) db.exec("ROLLBACK");
        throw toTaskwireError(error, path);
      } finally {
        db?.close();
        if (isNew && !isComplete)
          for (const end of ["", "-wal", "-shm"]) rmSync(path + end, { force: true });
        unlock();
      }
    },

    trim: async ({ before, dryRun }) =>
      namingFile(() => {
        if (!existsSync(path)) open();
        const unlock = lockForProcess(path, versionOfSqlite());
        try {
          using db = dryRun ? openForTool(connection) : openWriter(connection);
          const collections = declaredCollections(db) ?? [];
          const cuts = db.prepare(cutsOf(collections)).all(before) as unknown as {
            topic: string;
            floor: number;
            upTo: number;
          }[];
          const trimmed = cuts.map(({ topic, floor, upTo }) => ({
            topic,
            upTo,
            events: upTo - floor,
          }));
          // One transaction per topic, so a server that writes never waits for long.
          if (!dryRun)
            for (const { topic, upTo } of trimmed)
              inTransaction(db, () => trimTopic(db, collections, topic, upTo));
          return trimmed;
        } finally {
          unlock();
        }
      }),

    async close() {},
  };
}

// Deletes the oldest events, up to the first one that is young enough to stay. The times come from
// the clocks of the servers. So within a topic, an event can have an earlier time than the event
// before it.
const cutsOf = (collections: readonly Collection[]): string => `
  SELECT topic, floor, upTo FROM (
    SELECT topic, floor, coalesce(
      (SELECT min(number) FROM (${eventsSql(collections, "topic_id = topic.id AND at >= ?1", "number")})) - 1,
      ${lastEventSql(collections).number}) AS upTo
    FROM taskwire_topics topic)
  WHERE upTo > floor ORDER BY topic`;

function trimTopic(
  db: DatabaseSync,
  collections: readonly Collection[],
  topic: string,
  upTo: number,
): void {
  const deleted = new LogWriter(db, collections).trim(topic, upTo);
  if (!deleted) return;
  for (const one of collections.filter(isTold))
    new ToldWriter(db, one).trim(deleted.topicId, deleted.upTo);
}

/**
 * Lists the created tables, columns and indexes by name. The columns of a new table are not listed.
 */
function createdObjects(before: ReadonlySet<string>, after: ReadonlySet<string>): string[] {
  const created = [...after].filter((name) => !before.has(name));
  const names = new Set(created);
  return created.filter((name) => !(name.startsWith("column ") && names.has(tableOf(name))));
}

const tableOf = (column: string): string =>
  `table ${column.slice("column ".length, column.lastIndexOf("."))}`;
