import type { DatabaseSync } from "node:sqlite";

/**
 * Runs a function in a transaction that takes the write lock at once. If the function throws,
 * nothing of it is written.
 */
export function inTransaction<T>(db: DatabaseSync, run: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = run();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    // After some errors SQLite has already rolled back.
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
