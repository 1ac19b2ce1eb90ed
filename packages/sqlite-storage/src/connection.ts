import { isBusy, Misuse } from "./failure.ts";
import { DatabaseSync } from "./node-sqlite.ts";
import { createPrivately } from "./private-file.ts";

export interface ConnectionOptions {
  readonly path: string;
  /** Maximum time to wait for another process's lock, in ms. */
  readonly busyTimeout: number;
}

const commonPragmas = "PRAGMA cache_size = -16000; PRAGMA trusted_schema = OFF;";

/** Opens a connection that only reads, beside the one that writes. */
export function openReader({ path, busyTimeout }: ConnectionOptions): DatabaseSync {
  const db = new DatabaseSync(path, { readOnly: true, timeout: busyTimeout });
  db.exec(commonPragmas);
  return db;
}

/**
 * Opens a connection for a tool that only reads. The file is opened for writing: if this is the
 * last connection, SQLite can then remove the WAL file.
 */
export function openForTool({ path, busyTimeout }: ConnectionOptions): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: busyTimeout });
  try {
    db.exec(`PRAGMA query_only = ON; ${commonPragmas}`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Opens a connection that reads and writes beside that of the writer's thread, and never checkpoints. */
export function openBesideWriter(options: ConnectionOptions): DatabaseSync {
  const db = openWriter(options);
  db.exec("PRAGMA wal_autocheckpoint = 0");
  return db;
}

/**
 * Opens the connection that writes, and creates the file if it doesn't exist. All settings that durability depends on are read back, because
 * SQLite ignores a setting that it can't apply.
 */
export function openWriter({ path, busyTimeout }: ConnectionOptions): DatabaseSync {
  createPrivately(path);
  const db = new DatabaseSync(path, { timeout: busyTimeout, enableForeignKeyConstraints: true });
  try {
    retryWhileBusy(busyTimeout, () => db.exec("PRAGMA journal_mode = WAL"));
    // A checkpoint costs two more fsyncs. So it runs after each 16 MiB of WAL, instead of each 4
    // MiB. The WAL file is cut to 64 MiB. With `secure_delete`, deleted text is overwritten with
    // zeros. With the value FAST, it would stay in pages that become free.
    db.exec(
      `PRAGMA secure_delete = ON; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864; ${commonPragmas}`,
    );
    checkPragma(db, "journal_mode", "wal");
    checkPragma(db, "synchronous", 2);
    checkPragma(db, "secure_delete", 1);
    checkPragma(db, "foreign_keys", 1);
    checkPragma(db, "busy_timeout", busyTimeout);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function checkPragma(db: DatabaseSync, name: string, expected: string | number): void {
  const value = Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  if (value === expected) return;
  throw new Misuse(
    `SQLite has ${name} = ${String(value)}, but it has to be ${expected}: otherwise commits could be lost, or deleted text could stay. Put the file on a local disk.`,
  );
}

/**
 * Repeats a function until the database is not busy. SQLite doesn't use its own timeout when it
 * changes to WAL, which two processes may do at the same moment.
 */
function retryWhileBusy(timeout: number, run: () => void): void {
  const until = performance.now() + timeout;
  for (;;) {
    try {
      run();
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
