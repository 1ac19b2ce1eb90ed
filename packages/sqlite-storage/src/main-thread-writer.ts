import type { DatabaseSync } from "node:sqlite";
import type { Collection } from "@taskwire/core/adapter";
import { type Job, type Reply, Transactions } from "./transaction.ts";

/** A commit with more records or events takes too long for the main thread. */
const maxRows = 32;
/**
 * After so many rows, one commit is left to the thread, which then checkpoints if the WAL is large. A
 * row takes one to four pages of the WAL, and a checkpoint is due after 4,000 of them.
 */
const maxRowsInRow = 1_000;

/**
 * Commits in the main thread, on its own connection. It saves two switches between threads, which
 * take longer than a small commit itself. It never waits for a lock and never checkpoints.
 */
export class MainThreadWriter {
  readonly #transactions: Transactions;
  readonly #db: DatabaseSync;
  readonly #busyTimeout: number;
  /** Rows written since the thread had its last turn. */
  #rows = 0;

  /** @param busyTimeout the time that reads on this connection wait for a lock, in ms */
  constructor(db: DatabaseSync, collections: readonly Collection[], busyTimeout: number) {
    this.#transactions = new Transactions(db, collections);
    this.#db = db;
    this.#busyTimeout = busyTimeout;
  }

  /** Runs a job. Returns undefined, and has written nothing, if the thread has to run it. */
  run(job: Job): Reply | undefined {
    const rows = rowsOf(job);
    if (rows > maxRows || this.#rows + rows > maxRowsInRow) {
      this.#rows = 0;
      return undefined;
    }
    // SQLite runs this pragma when it is prepared, so it can't be prepared once.
    this.#db.exec("PRAGMA busy_timeout = 0");
    try {
      const [reply] = this.#transactions.runIfBegun([job]);
      this.#rows += rows;
      return reply;
    } catch {
      // Most likely another connection holds the lock. The thread waits for it, or reports the error.
      return undefined;
    } finally {
      this.#db.exec(`PRAGMA busy_timeout = ${this.#busyTimeout}`);
    }
  }
}

/** How many rows a job writes. Deletions in the log write any number of them. */
const rowsOf = (job: Job): number =>
  "trim" in job || job.redact ? Number.POSITIVE_INFINITY : job.writes.length + job.events.length;
