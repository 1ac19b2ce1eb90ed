import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createTaskwire, TaskwireError } from "@taskwire/core";
import { fakeRuntime } from "@taskwire/core/testing";
import { sqliteStorage } from "@taskwire/sqlite-storage";
import { writersOf } from "./writers.ts";

const dayMs = 24 * 3_600_000;
const boardId = "sales";

export interface Growth {
  /** By how many bytes the used part of the database has grown on each day. */
  readonly growth: readonly number[];
  /** How many commands were done. */
  readonly done: number;
  /** The kinds of commands that were still possible when all others were refused. */
  readonly unbounded: readonly string[];
}

/** Calls `use` with a function that returns the first value of a statement's result. */
function withDatabase<Result>(
  path: string,
  use: (read: (statement: string) => number) => Result,
): Result {
  const database = new DatabaseSync(path);
  try {
    database.exec("PRAGMA busy_timeout = 5000");
    return use((statement) => Number(Object.values(database.prepare(statement).get() ?? {})[0]));
  } finally {
    database.close();
  }
}

/** The bytes that a SQLite database uses: all its pages, without the free ones. */
const usedBytes = (path: string): number =>
  withDatabase(path, (read) => {
    read("PRAGMA wal_checkpoint(TRUNCATE)");
    const pages = read("PRAGMA page_count") - read("PRAGMA freelist_count");
    return pages * read("PRAGMA page_size");
  });

/** The number of jobs that are not done yet. Their writes count too. */
const jobsOf = (path: string): number =>
  withDatabase(path, (read) => read("SELECT count(*) FROM jobs"));

/**
 * Lets a limited person write as much as the quotas allow, on each of some days: in every way, or only in
 * one way a day.
 */
export async function growthBy(
  bytesPerDay: number,
  days: number | "one way a day",
): Promise<Growth> {
  const folder = mkdtempSync(join(tmpdir(), "taskwire-growth-"));
  const path = join(folder, "app.db");
  // The clock jumps over the nights: to let the time pass in small steps would take long.
  let nightsMs = 0;
  const clock = fakeRuntime();
  const runtime = { ...clock, now: () => clock.now() + nightsMs };
  const limits = { callsPerSecond: 1e9, callBurst: 1e9 };
  const quotas = { bytesPerDay, postsPerHour: null, openRequests: null };
  const taskwire = createTaskwire({ storage: sqliteStorage(path), runtime, limits, quotas });
  try {
    await taskwire.open();
    const { system } = taskwire;
    for (const id of ["dao", "lek", "mali"]) {
      const role = id === "dao" ? "ADMIN" : "ADMIN_LIMITED";
      await system.users.put({ id, name: id, handle: id, role });
    }
    await system.boards.create({ id: boardId, name: "Sales" });
    for (const userId of ["dao", "lek", "mali"]) await system.members.add({ boardId, userId });
    const call = async (operation: string, input: object) =>
      JSON.parse(await taskwire.admit("lek").call(operation, input));
    const writers = await writersOf(call, boardId);
    const growth: number[] = [];
    let done = 0;
    let unbounded: string[] = [];
    const ways = Object.keys(writers);
    const dayCount = days === "one way a day" ? ways.length : days;
    for (let day = 0; day < dayCount; day++) {
      const before = usedBytes(path);
      unbounded = days === "one way a day" ? ways.slice(day, day + 1) : ways;
      // Even commands that change nothing are refused after a while.
      for (let round = 0; unbounded.length > 0 && round < bytesPerDay / 128; round++) {
        const possible: string[] = [];
        for (const name of unbounded) {
          const error = await writers[name]?.(done).catch((reason: unknown) => reason);
          const isOver = error instanceof TaskwireError && error.details?.rule === "quota";
          if (error instanceof Error && !isOver) throw error;
          if (!isOver) possible.push(name);
          if (!isOver) done++;
        }
        unbounded = possible;
      }
      // A job waits on the clock if another one got in its way.
      while (jobsOf(path) > 0) await Promise.all([clock.advance(1_000), system.boards.list()]);
      growth.push(usedBytes(path) - before);
      // A count can be up to 30 hours old.
      nightsMs += 1.3 * dayMs;
    }
    return { growth, done, unbounded };
  } finally {
    await taskwire.close();
    rmSync(folder, { recursive: true });
  }
}
