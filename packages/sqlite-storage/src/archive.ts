import { existsSync, rmSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { Archive } from "@taskwire/core/adapter";
import { TaskwireError } from "@taskwire/core/adapter";
import { openTool, openWriter } from "./connection.ts";
import { dumpAll } from "./dump.ts";
import { load } from "./load.ts";
import { LogWriter } from "./log-writer.ts";
import { holdings, look, whatIsThere } from "./look.ts";
import { lockAlone, lockForProcess, versionOfSqlite } from "./process-lock.ts";
import { reportedError } from "./reported.ts";
import { migrate } from "./schema.ts";
import { within } from "./within.ts";

/**
 * A SQLite file as a whole, for tools: to look at it, copy it elsewhere, or make it of a copy. `migrate` and `load` make the
 * file when it isn't there; its folder must be.
 *
 * @throws TaskwireError from its methods: `unavailable`, with what is in the way.
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
    return openTool(connection);
  };
  const told = <T>(run: () => T): T => {
    try {
      return run();
    } catch (error) {
      throw reportedError(error, path);
    }
  };

  return {
    inspect: async () =>
      told(() => {
        using db = open();
        return look(db);
      }),

    migrate: async (collections) =>
      told(() => {
        const unlock = lockForProcess(path, versionOfSqlite());
        try {
          using db = openWriter(connection);
          const before = whatIsThere(db);
          migrate(db, collections);
          return newIn(before, whatIsThere(db));
        } finally {
          unlock();
        }
      }),

    async *dump({ exclusive = false } = {}) {
      let unlock: (() => void) | undefined;
      let db: DatabaseSync | undefined;
      try {
        db = open();
        if (exclusive) unlock = lockAlone(path);
        yield* dumpAll(db);
      } catch (error) {
        throw reportedError(error, path);
      } finally {
        db?.close();
        unlock?.();
      }
    },

    async load(parts) {
      const isNew = !existsSync(path);
      let isWhole = false;
      const unlock = told(() => lockAlone(path));
      let db: DatabaseSync | undefined;
      try {
        db = openWriter(connection);
        db.exec("BEGIN IMMEDIATE");
        const held = holdings(db);
        if (held !== null) {
          throw new TaskwireError(
            "unavailable",
            `${path} is not empty: it holds ${held}. Give a file that isn't there.`,
          );
        }
        await load(db, parts, () => {
          db?.exec("COMMIT");
          isWhole = true;
        });
      } catch (error) {
        if (db?.isTransaction) db.exec("ROLLBACK");
        throw reportedError(error, path);
      } finally {
        db?.close();
        if (isNew && !isWhole)
          for (const end of ["", "-wal", "-shm"]) rmSync(path + end, { force: true });
        unlock();
      }
    },

    trim: async ({ before, dryRun }) =>
      told(() => {
        if (!existsSync(path)) open();
        const unlock = lockForProcess(path, versionOfSqlite());
        try {
          using db = dryRun ? openTool(connection) : openWriter(connection);
          const cuts = db.prepare(cutsOf).all(before) as unknown as {
            topic: string;
            floor: number;
            upTo: number;
          }[];
          const trimmed = cuts.map(({ topic, floor, upTo }) => ({
            topic,
            upTo,
            events: upTo - floor,
          }));
          // A transaction each, so that a server that writes never waits for long.
          if (!dryRun)
            for (const { topic, upTo } of trimmed)
              within(db, () => new LogWriter(db).trim(topic, upTo));
          return trimmed;
        } finally {
          unlock();
        }
      }),

    async close() {},
  };
}

// Up to the first event that stays: times come from servers' clocks, and may go back.
const cutsOf = `
  SELECT topic, floor, upTo FROM (
    SELECT topic, floor, coalesce(
      (SELECT min(number) FROM taskwire_events WHERE topic_id = t.id AND at >= ?) - 1,
      (SELECT max(number) FROM taskwire_events WHERE topic_id = t.id)) AS upTo
    FROM taskwire_topics t)
  WHERE upTo > floor ORDER BY topic`;

/** What was made; the columns of a new table go without saying. */
function newIn(before: ReadonlySet<string>, after: ReadonlySet<string>): string[] {
  const made = [...after].filter((name) => !before.has(name));
  const tables = new Set(made);
  return made.filter((name) => !(name.startsWith("column ") && tables.has(tableOf(name))));
}

const tableOf = (column: string): string =>
  `table ${column.slice("column ".length, column.lastIndexOf("."))}`;
