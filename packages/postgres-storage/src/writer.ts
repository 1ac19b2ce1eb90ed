import type { Collection, Commit, CommitOutcome, KeyRecord } from "@taskwire/core/adapter";
import { Batch, type BatchOutcome } from "./batch.ts";
import { Batcher, type Result } from "./batcher.ts";
import type { Database } from "./database.ts";
import { effectOf, errorOf, isLockTimeout, unknownOutcome } from "./failure.ts";
import type { Keys } from "./keys.ts";
import { type PreparedCommit, prepareCommit } from "./prepared-commit.ts";

type Results = readonly Result<CommitOutcome>[];

export interface WriterOptions {
  readonly database: Database;
  readonly keys: Keys;
  readonly collectionOf: (name: string) => Collection;
  /** The statement that calls the commit procedure with a batch. */
  readonly call: string;
  readonly unsafe: boolean;
}

/**
 * Maximum number of batches on their way. While one batch is written, the next one is already on
 * the server, on another connection, and waits for its locks.
 */
const maxConcurrentBatches = 2;
/** Maximum number of commits in a batch. So no transaction holds its locks for long. */
const maxBatchSize = 256;
const maxRetries = 3;

/** Sends waiting commits in batches, and finds the outcome of each commit. */
export class Writer {
  readonly #options: WriterOptions;
  readonly #batcher: Batcher<PreparedCommit, CommitOutcome>;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#batcher = new Batcher(
      (batch) => this.#commit(batch, performance.now() + options.database.timeout),
      { maxConcurrent: maxConcurrentBatches, maxSize: maxBatchSize },
    );
  }

  /** Number of batches that were sent. */
  get batches(): number {
    return this.#batcher.sentCount;
  }

  async commit(commit: Commit): Promise<CommitOutcome> {
    return this.#batcher.add(prepareCommit(commit, this.#options.collectionOf));
  }

  whenIdle(): Promise<void> {
    return this.#batcher.whenIdle();
  }

  async #commit(commits: readonly PreparedCommit[], deadline: number): Promise<Results> {
    const { database, call, unsafe } = this.#options;
    for (let attempt = 0; ; attempt++) {
      const batch = new Batch(commits, attempt > 0);
      try {
        const [answer] = await database.run({ text: call, values: [batch.message(unsafe)] });
        return await this.#resultsOf(commits, batch.outcomes(String(answer)));
      } catch (error) {
        const effect = effectOf(error);
        if (effect === "unknown") return this.#resultsFromKeys(commits, error, deadline);
        const isInTime = performance.now() < deadline;
        if (effect === "nothing sent" || !isInTime)
          return commits.map(() => ({ error: errorOf(error) }));
        // After a lock timeout the batch is split, so that commits that don't wait for that lock
        // can proceed.
        const mustSplit = isLockTimeout(error) && commits.length > 1;
        if (effect === "none, try again" && attempt < maxRetries && !mustSplit) {
          await new Promise((wake) => setTimeout(wake, Math.random() * 10 * 2 ** attempt));
        } else if (commits.length === 1) return [{ error: errorOf(error) }];
        else return this.#commitHalves(commits, deadline);
      }
    }
  }

  /**
   * Commits each half of a failed batch by itself. Repeated halving finds the commit that fails,
   * and all others succeed.
   */
  async #commitHalves(commits: readonly PreparedCommit[], deadline: number): Promise<Results> {
    const half = Math.ceil(commits.length / 2);
    const halves = [commits.slice(0, half), commits.slice(half)].map((part) =>
      this.#commit(part, deadline),
    );
    return (await Promise.all(halves)).flat();
  }

  async #resultsOf(
    commits: readonly PreparedCommit[],
    outcomes: readonly BatchOutcome[],
  ): Promise<Results> {
    const repeats = commits.filter((_, i) => outcomes[i]?.status === "repeated");
    let found: ReadonlyMap<PreparedCommit, KeyRecord> = new Map();
    let problem: unknown = new Error("the result of a repeated key no longer exists");
    try {
      if (repeats.length > 0) found = await this.#findKeys(repeats);
    } catch (error) {
      // This error concerns only the repeated commits. The other commits have succeeded.
      problem = error;
    }
    return commits.map((one, i) => {
      const outcome = outcomes[i];
      if (outcome && outcome.status !== "repeated") return { value: outcome };
      const record = found.get(one);
      return record
        ? { value: { status: "repeated", ...record } }
        : { error: unknownOutcome(problem) };
    });
  }

  /**
   * Looks up the keys of a batch after its connection broke. A commit whose key is found was
   * committed. The outcome of the others is unknown.
   */
  async #resultsFromKeys(
    commits: readonly PreparedCommit[],
    cause: unknown,
    deadline: number,
  ): Promise<Results> {
    const unknown = { error: unknownOutcome(cause) };
    for (let wait = 20; performance.now() < deadline; wait *= 2) {
      try {
        const found = await this.#findKeys(commits);
        return commits.map((one) => {
          const record = found.get(one);
          return record ? { value: { status: "repeated", ...record } } : unknown;
        });
      } catch {
        if (wait > 1000) break;
        await new Promise((wake) => setTimeout(wake, wait * (0.5 + Math.random())));
      }
    }
    return commits.map(() => unknown);
  }

  async #findKeys(commits: readonly PreparedCommit[]): Promise<Map<PreparedCommit, KeyRecord>> {
    const keyed = commits.flatMap((one) => (one.commit.key ? [{ one, key: one.commit.key }] : []));
    const records = await this.#options.keys.find(keyed.map(({ key }) => key));
    return new Map(
      keyed.flatMap(({ one }, i) => {
        const record = records[i];
        return record ? [[one, record] as const] : [];
      }),
    );
  }
}
