import type { DatabaseSync } from "node:sqlite";

/** Runs in one transaction that starts with the write lock: all of it is kept, or nothing. */
export function within<T>(db: DatabaseSync, run: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = run();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    // SQLite itself rolls back on some errors.
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
