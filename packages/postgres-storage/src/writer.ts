import type { Collection, Commit, CommitOutcome, KeyRecord } from "@taskwire/core/adapter";
import { Batch, type BatchOutcome, type Prepared, prepare } from "./batch.ts";
import type { Database } from "./database.ts";
import { effectOf, errorOf, isHeld, unknownOutcome } from "./failure.ts";
import { Groups, type Settled } from "./groups.ts";
import type { Keys } from "./keys.ts";

type Outcomes = readonly Settled<CommitOutcome>[];

export interface WriterParts {
  readonly database: Database;
  readonly keys: Keys;
  readonly collectionOf: (name: string) => Collection;
  /** The statement that calls the commit procedure with a batch. */
  readonly call: string;
  readonly unsafe: boolean;
}

// While one batch is written, the next goes to the server on another connection and waits there for what it needs.
const batchesAtOnce = 2;
// Bounds how long one transaction keeps others waiting.
const largestBatch = 256;
const retries = 3;

/** Groups the commits that wait, and finds out how each ended. */
export class Writer {
  readonly #parts: WriterParts;
  readonly #groups: Groups<Prepared, CommitOutcome>;

  constructor(parts: WriterParts) {
    this.#parts = parts;
    this.#groups = new Groups(
      (batch) => this.#commit(batch, performance.now() + parts.database.timeout),
      {
        atOnce: batchesAtOnce,
        largest: largestBatch,
      },
    );
  }

  /** Batches sent: fewer than commits when commits were grouped. */
  get batches(): number {
    return this.#groups.sent;
  }

  async commit(commit: Commit): Promise<CommitOutcome> {
    return this.#groups.add(prepare(commit, this.#parts.collectionOf));
  }

  finished(): Promise<void> {
    return this.#groups.finished();
  }

  async #commit(batch: readonly Prepared[], until: number): Promise<Outcomes> {
    const { database, call, unsafe } = this.#parts;
    for (let attempt = 0; ; attempt++) {
      const message = new Batch(batch, attempt > 0);
      try {
        const [answer] = await database.run({ text: call, values: [message.message(unsafe)] });
        return await this.#outcomes(batch, message.outcomes(String(answer)));
      } catch (error) {
        const effect = effectOf(error);
        if (effect === "unknown") return this.#resolve(batch, error, until);
        const isInTime = performance.now() < until;
        if (effect === "nothing sent" || !isInTime)
          return batch.map(() => ({ error: errorOf(error) }));
        // Those who don't need what is held are not to wait with those who do.
        const isApart = isHeld(error) && batch.length > 1;
        if (effect === "none, try again" && attempt < retries && !isApart) {
          await new Promise((wake) => setTimeout(wake, Math.random() * 10 * 2 ** attempt));
        } else if (batch.length === 1) return [{ error: errorOf(error) }];
        else return this.#apart(batch, until);
      }
    }
  }

  /** One of them is at fault: each half by itself, until it is found. */
  async #apart(batch: readonly Prepared[], until: number): Promise<Outcomes> {
    const half = Math.ceil(batch.length / 2);
    const halves = [batch.slice(0, half), batch.slice(half)].map((part) =>
      this.#commit(part, until),
    );
    return (await Promise.all(halves)).flat();
  }

  async #outcomes(
    batch: readonly Prepared[],
    outcomes: readonly BatchOutcome[],
  ): Promise<Outcomes> {
    const repeats = batch.filter((_, i) => outcomes[i]?.status === "repeated");
    let found: ReadonlyMap<Prepared, KeyRecord> = new Map();
    let problem: unknown = new Error("what a repeated key left behind is gone");
    try {
      if (repeats.length > 0) found = await this.#found(repeats);
    } catch (error) {
      // It says nothing of the others, which are kept by now.
      problem = error;
    }
    return batch.map((one, i) => {
      const outcome = outcomes[i];
      if (outcome && outcome.status !== "repeated") return { value: outcome };
      const record = found.get(one);
      return record
        ? { value: { status: "repeated", ...record } }
        : { error: unknownOutcome(problem) };
    });
  }

  /** The connection broke when the batch may have been written: its keys say of each commit whether it was. */
  async #resolve(batch: readonly Prepared[], cause: unknown, until: number): Promise<Outcomes> {
    const unknown = { error: unknownOutcome(cause) };
    for (let wait = 20; performance.now() < until; wait *= 2) {
      try {
        const found = await this.#found(batch);
        return batch.map((one) => {
          const record = found.get(one);
          return record ? { value: { status: "repeated", ...record } } : unknown;
        });
      } catch {
        if (wait > 1000) break;
        await new Promise((wake) => setTimeout(wake, wait * (0.5 + Math.random())));
      }
    }
    return batch.map(() => unknown);
  }

  async #found(batch: readonly Prepared[]): Promise<Map<Prepared, KeyRecord>> {
    const keyed = batch.flatMap((one) => (one.commit.key ? [{ one, key: one.commit.key }] : []));
    const records = await this.#parts.keys.find(keyed.map(({ key }) => key));
    return new Map(
      keyed.flatMap(({ one }, i) => {
        const record = records[i];
        return record ? [[one, record] as const] : [];
      }),
    );
  }
}
