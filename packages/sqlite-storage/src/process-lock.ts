import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { TaskwireError } from "@taskwire/core/adapter";
import { isBusy } from "./failure.ts";
import { DatabaseSync } from "./node-sqlite.ts";

// Before this one, SQLite can lose pages of a WAL that several connections write: https://sqlite.org/wal.html#walresetbug
const safeTogether = [3, 51, 3] as const;

/** Whether several processes can safely share a file on this version of SQLite. */
export function sharesSafely(version: string): boolean {
  const parts = version.split(".").map(Number);
  for (const [i, wanted] of safeTogether.entries()) {
    const part = parts[i] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return true;
}

/** The path of a file that may not exist yet, free of links, so that two names of one file have one lock. */
const realPath = (path: string): string =>
  existsSync(path) ? realpathSync(path) : join(realpathSync(dirname(path)), basename(path));

/**
 * Keeps a process whose SQLite is too old to share apart from all others, and lets the others share. The lock is
 * SQLite's own on an empty file beside the database: the operating system drops it with the process, however that ends.
 * Returns what releases it.
 */
export function lockForProcess(path: string, sqliteVersion: string): () => void {
  const shares = sharesSafely(sqliteVersion);
  const lock = new DatabaseSync(`${realPath(path)}-lock`);
  try {
    lock.exec(shares ? "BEGIN; SELECT count(*) FROM sqlite_schema" : "BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    throw new TaskwireError(
      "unavailable",
      shares
        ? `Another process with an SQLite too old to share has ${path} open. Stop it, or run it on a newer Node.`
        : `Another process has ${path} open, and SQLite ${sqliteVersion} of this one is too old to share it safely: ` +
            `that needs ${safeTogether.join(".")}. Stop the other process, or use a newer Node (node -p process.versions.sqlite).`,
    );
  }
  return () => lock.close();
}

/** Keeps all others from the database, and is refused while somebody has it open. Returns what releases it. */
export function lockAlone(path: string): () => void {
  const lock = new DatabaseSync(`${realPath(path)}-lock`);
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

/** The version of the SQLite that this process has. */
export function versionOfSqlite(): string {
  using db = new DatabaseSync(":memory:");
  return String(db.prepare("SELECT sqlite_version() AS version").get()?.version);
}
