import { isBusy, Misuse } from "./failure.ts";
import { DatabaseSync } from "./node-sqlite.ts";

export interface ConnectionOptions {
  readonly path: string;
  /** How long to wait for another process's lock, in milliseconds. */
  readonly busyTimeout: number;
}

const cache = "PRAGMA cache_size = -16000; PRAGMA trusted_schema = OFF;";

/** The connection that reads, beside the one that writes. */
export function openReader({ path, busyTimeout }: ConnectionOptions): DatabaseSync {
  const db = new DatabaseSync(path, { readOnly: true, timeout: busyTimeout });
  db.exec(cache);
  return db;
}

/** A connection of a tool that only looks. Opened for writing, so that it may tidy up where it is the last one. */
export function openTool({ path, busyTimeout }: ConnectionOptions): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: busyTimeout });
  try {
    db.exec(`PRAGMA query_only = ON; ${cache}`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The connection that writes. Every setting that durability rests on is read back, because SQLite ignores what it can't do. */
export function openWriter({ path, busyTimeout }: ConnectionOptions): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: busyTimeout, enableForeignKeyConstraints: true });
  try {
    waitWhileBusy(busyTimeout, () => db.exec("PRAGMA journal_mode = WAL"));
    // A checkpoint costs two more fsyncs: once in 16 MiB of log instead of every 4, and the log's file is cut to 64 MiB.
    db.exec(
      `PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864; ${cache}`,
    );
    verify(db, "journal_mode", "wal");
    verify(db, "synchronous", 2);
    verify(db, "foreign_keys", 1);
    verify(db, "busy_timeout", busyTimeout);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function verify(db: DatabaseSync, name: string, wanted: string | number): void {
  const value = Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  if (value === wanted) return;
  throw new Misuse(
    `SQLite has ${name} = ${String(value)} where ${wanted} is needed, so no commit would be safe. Put the file on a local disk.`,
  );
}

// SQLite doesn't use its own timeout for the change to WAL, which two processes may be making at the same moment.
function waitWhileBusy(timeout: number, run: () => void): void {
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
