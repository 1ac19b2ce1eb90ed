import type { CarriedFields } from "../model/event.ts";
import { type Job, jobs, type ReactionEvent } from "../model/job.ts";
import type { Runtime } from "../runtime.ts";
import type { NewEvent, Storage, StoredRecord, Write } from "../storage/storage.ts";

/** Does something about an event that has to happen even after a crash. May be called more than once for one event. */
export type ReactionHandler = (event: ReactionEvent) => Promise<void> | void;

const leaseMs = 30_000;
const pollMs = 1_000;
const lastWaitMs = 3_000;
const maxAttempts = 20;
const atOnce = 8;

/**
 * Jobs are written in the commit that causes them and worked off by any node that knows the reaction: leased, retried
 * with backoff, at least once. A node that dies leaves a lease that runs out.
 */
export class Reactions {
  readonly #storage: Storage;
  readonly #runtime: Runtime;
  readonly #onError: (error: unknown) => void;
  readonly #handlers = new Map<string, { event: string; handler: ReactionHandler }>();
  #cancelPoll: (() => void) | undefined;
  #running: Promise<void> | undefined;
  readonly #busy = new Set<Promise<void>>();
  #again = false;
  #expected = false;
  #closed = false;

  constructor(storage: Storage, runtime: Runtime, onError: (error: unknown) => void) {
    this.#storage = storage;
    this.#runtime = runtime;
    this.#onError = onError;
  }

  /** Registers a handler. The name is kept with each job: keep it when the code changes. */
  add(name: string, event: string, handler: ReactionHandler): void {
    if (this.#handlers.has(name))
      throw new Error(`There is a reaction "${name}" already; give each its own name.`);
    this.#handlers.set(name, { event, handler });
  }

  /** The jobs that an event leaves to do. */
  follow(event: NewEvent): Write[] {
    const writes: Write[] = [];
    for (const [name, reaction] of this.#handlers) {
      if (reaction.event !== event.type) continue;
      const { id, topic, type, subject, at, actor } = event;
      const body: ReactionEvent = {
        id,
        topic,
        type,
        subject,
        at,
        actor,
        data: JSON.parse(event.data),
        ...(event.records !== null && (JSON.parse(event.records) as CarriedFields)),
      };
      writes.push(this.job(name, body));
    }
    return writes;
  }

  /** A job for one handler, whatever event it waits for. */
  job(name: string, event: ReactionEvent): Write {
    this.#expected = true;
    const fields = {
      reaction: name,
      event,
      attempts: 0,
      runAt: event.at,
      status: "waiting",
      error: null,
    };
    return { kind: "insert", collection: jobs.name, id: `${event.id}/${name}`, fields };
  }

  /** Something was committed: looks for work if it left any. */
  committed(): void {
    if (!this.#expected) return;
    this.#expected = false;
    this.wake();
  }

  /** There may be work: looks for it now, and from then on every second. */
  wake(): void {
    if (this.#closed || this.#handlers.size === 0) return;
    this.#again = true;
    this.#running ??= this.#work().finally(() => {
      this.#running = undefined;
      this.#cancelPoll?.();
      if (!this.#closed) this.#cancelPoll = this.#runtime.timer(pollMs, () => this.wake());
    });
  }

  /** Stops looking, and waits for what is under way: at most 3 s, then its lease is left to run out and another node calls it again. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelPoll?.();
    await this.#running;
    let cancel = () => {};
    const longEnough = new Promise<void>((resolve) => {
      cancel = this.#runtime.timer(lastWaitMs, resolve, true);
    });
    await Promise.race([Promise.all(this.#busy), longEnough]);
    cancel();
  }

  async #work(): Promise<void> {
    try {
      while (this.#again && !this.#closed && this.#busy.size < atOnce) {
        this.#again = false;
        const limit = atOnce - this.#busy.size;
        const { records } = await this.#storage.list(jobs.name, {
          index: "due",
          equals: { status: "waiting" },
          limit,
        });
        const due = records.filter(({ fields }) => (fields.runAt as string) <= this.#time(0));
        const moved = await Promise.all(due.map((record) => this.#take(record)));
        // A full page that moved: there may be more behind it.
        if (due.length === limit && moved.includes(true)) this.#again = true;
      }
    } catch (error) {
      this.#onError(error);
    }
  }

  /** Leases a job and sets its handler to work, beside the others: one that hangs must not hold them up. */
  async #take(record: StoredRecord): Promise<boolean> {
    const job = record.fields as unknown as Job;
    const reaction = this.#handlers.get(job.reaction);
    // One that only another version of the app knows is put off unharmed, so that it doesn't stand before the others.
    const lease = { runAt: this.#time(leaseMs), attempts: job.attempts + (reaction ? 1 : 0) };
    const isMine = await this.#write(record.id, record.version, lease);
    if (isMine && reaction) {
      const work = this.#run(
        { ...record, version: record.version + 1 },
        lease.attempts,
        reaction.handler,
      )
        .catch((error: unknown) => this.#onError(error))
        .finally(() => {
          this.#busy.delete(work);
          this.wake();
        });
      this.#busy.add(work);
    }
    return isMine;
  }

  async #run(
    { id, version, fields }: StoredRecord,
    attempts: number,
    handler: ReactionHandler,
  ): Promise<void> {
    try {
      await this.#withinLease(async () => handler((fields as unknown as Job).event));
      await this.#write(id, version, null);
    } catch (error) {
      const { reaction, event } = fields as unknown as Job;
      const problem = `The reaction "${reaction}" failed on ${event.type}, try ${attempts} of ${maxAttempts}.`;
      this.#onError(new Error(problem, { cause: error }));
      const wait = Math.min(1000 * 2 ** (attempts - 1), 3_600_000) * (0.5 + this.#runtime.random());
      const status = attempts >= maxAttempts ? "failed" : "waiting";
      await this.#write(id, version, {
        runAt: this.#time(wait),
        status,
        error: String(error).slice(0, 500),
      });
    }
  }

  async #withinLease(run: () => Promise<void>): Promise<void> {
    let cancel = () => {};
    const tooLong = new Promise<never>((_, reject) => {
      const problem = `The reaction took longer than ${leaseMs / 1000} s, so it is called again; let it do less at once.`;
      cancel = this.#runtime.timer(leaseMs, () => reject(new Error(problem)));
    });
    await Promise.race([run(), tooLong]).finally(() => cancel());
  }

  #time(later: number): string {
    return new Date(this.#runtime.now() + later).toISOString();
  }

  /** Changes a job that is still at this version; whoever comes second changes nothing. */
  async #write(
    id: string,
    version: number,
    fields: { readonly [field: string]: unknown } | null,
  ): Promise<boolean> {
    const ref = { collection: jobs.name, id };
    const write: Write = fields ? { ...ref, kind: "update", fields } : { ...ref, kind: "delete" };
    const outcome = await this.#storage.commit({
      reads: [{ ...ref, version }],
      writes: [write],
      events: [],
      result: "null",
    });
    return outcome.status === "committed";
  }
}
