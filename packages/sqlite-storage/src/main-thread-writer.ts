import type { DatabaseSync } from "node:sqlite";
import type { Collection } from "@taskwire/core/adapter";
import { maxRows, sizeOf } from "./quick-commits.ts";
import { type Job, type Reply, Transactions } from "./transaction.ts";

/**
 * After this number of pages, one commit is left to the writer's thread, which then runs a
 * checkpoint if the WAL is large. A checkpoint is due after 4,000 pages. After such a commit, both threads
 * read again what they had in their caches, so it should be rare.
 */
const maxPagesInRow = 4_000;

/**
 * Commits in the main thread, on its own connection. This saves two switches between threads, which
 * take longer than a small commit. It never waits for a lock and never checkpoints.
 */
export class MainThreadWriter {
  readonly #transactions: Transactions;
  readonly #db: DatabaseSync;
  readonly #busyTimeout: number;
  /** Pages written here since `run` last left a job to the writer's thread because of its size. */
  #pages = 0;

  /** @param busyTimeout how long reads on this connection wait for a lock, in ms */
  constructor(db: DatabaseSync, collections: readonly Collection[], busyTimeout: number) {
    this.#transactions = new Transactions(db, collections);
    this.#db = db;
    this.#busyTimeout = busyTimeout;
  }

  /**
   * Runs a job. Returns undefined if the writer's thread has to run it. Then nothing was written. The thread
   * runs deletions in the log, because the number of rows that they change is not known in advance.
   */
  run(job: Job): Reply | undefined {
    const { rows, pages } = sizeOf(job);
    const isLarge = rows > maxRows;
    if ("trim" in job || job.redact || isLarge || this.#pages + pages > maxPagesInRow) {
      this.#pages = 0;
      return undefined;
    }
    // SQLite already runs this pragma when it is prepared, so a prepared statement can't be used
    // again.
    this.#db.exec("PRAGMA busy_timeout = 0");
    try {
      const [reply] = this.#transactions.runIfBegun([job]);
      this.#pages += pages;
      return reply;
    } catch {
      // Most likely another connection holds the lock. The writer's thread then waits for the lock,
      // or reports the error.
      return undefined;
    } finally {
      this.#db.exec(`PRAGMA busy_timeout = ${this.#busyTimeout}`);
    }
  }
}
