import { DatabaseSync } from "node:sqlite";

/** Opens the database of the accounts. taskwire has its own file and never sees a password. */
export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 5_000, enableForeignKeyConstraints: true });
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS accounts (
      id TEXT PRIMARY KEY,
      login TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      role TEXT NOT NULL,
      password TEXT NOT NULL,
      disabled INTEGER NOT NULL DEFAULT 0,
      demo INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE IF NOT EXISTS refresh_tokens (
      hash BLOB PRIMARY KEY,
      family TEXT NOT NULL,
      account TEXT NOT NULL REFERENCES accounts (id),
      expires INTEGER NOT NULL,
      used INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX IF NOT EXISTS refresh_tokens_family ON refresh_tokens (family);
    CREATE INDEX IF NOT EXISTS refresh_tokens_account ON refresh_tokens (account);
  `);
  return database;
}

/** Runs `work` in one transaction: completely or not at all. Other processes have to wait. */
export function atomically<T>(database: DatabaseSync, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    // After some failures, such as a full disk, SQLite has rolled back by itself. A second ROLLBACK
    // would throw an error that hides the first one.
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
