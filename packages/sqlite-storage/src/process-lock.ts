import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { TaskwireError } from "@taskwire/core/adapter";
import { isBusy } from "./failure.ts";
import { DatabaseSync } from "./node-sqlite.ts";
import { createPrivately } from "./private-file.ts";

/**
 * Older versions can lose pages of a WAL that several connections write:
 * https://sqlite.org/wal.html#walresetbug
 */
const minSharedVersion = [3, 51, 3] as const;

/** Whether several processes can safely share a file with this version of SQLite. */
export function isSafeToShare(version: string): boolean {
  const parts = version.split(".").map(Number);
  for (const [i, required] of minSharedVersion.entries()) {
    const part = parts[i] ?? 0;
    if (part !== required) return part > required;
  }
  return true;
}

/**
 * Resolves links in the path of a file, which may not exist yet, so that two names of one file have
 * the same lock.
 */
const realPath = (path: string): string =>
  existsSync(path) ? realpathSync(path) : join(realpathSync(dirname(path)), basename(path));

function openLock(path: string): DatabaseSync {
  const file = `${realPath(path)}-lock`;
  createPrivately(file);
  return new DatabaseSync(file);
}

/**
 * Locks a database for this process. Processes with a safe version of SQLite share the lock; a
 * process with an older version gets it only alone. It is a lock of SQLite on an empty file beside
 * the database. So the operating system releases it when the process ends, also after a crash.
 * Returns a function that releases it.
 *
 * @throws TaskwireError `unavailable` if another process has the database open.
 */
export function lockForProcess(path: string, sqliteVersion: string): () => void {
  const isShared = isSafeToShare(sqliteVersion);
  const lock = openLock(path);
  try {
    lock.exec(isShared ? "BEGIN; SELECT count(*) FROM sqlite_schema" : "BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    throw new TaskwireError(
      "unavailable",
      isShared
        ? `Another process, whose SQLite is too old to share a file, has ${path} open. Stop it, or run it on a newer Node.`
        : `Another process has ${path} open, and SQLite ${sqliteVersion} of this process is too old to share it safely: ` +
            `that needs ${minSharedVersion.join(".")}. Stop the other process, or use a newer Node (node -p process.versions.sqlite).`,
    );
  }
  return () => lock.close();
}

/**
 * Locks a database against all other processes. Returns a function that releases the lock.
 *
 * @throws TaskwireError `unavailable` if another process has the database open.
 */
export function lockExclusively(path: string): () => void {
  const lock = openLock(path);
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    throw new TaskwireError(
      "unavailable",
      `Another process has ${path} open. Stop it first: your server, or a tool.`,
    );
  }
  return () => lock.close();
}

/** Returns the version of the SQLite that is part of this Node. */
export function versionOfSqlite(): string {
  using db = new DatabaseSync(":memory:");
  return String(db.prepare("SELECT sqlite_version() AS version").get()?.version);
}
