import type { Runtime } from "../runtime.ts";
import type { NewEvent, Storage, StoredRecord, Write } from "../storage/storage.ts";
import { type Job, jobs, type ReactionEvent } from "./job.ts";

/** Does something about an event that has to happen even after a crash. May be called more than once for one event. */
export type ReactionHandler = (event: ReactionEvent) => Promise<void> | void;

const leaseMs = 30_000;
const pollMs = 1_000;
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
  #again = false;
  #closed = false;

  constructor(storage: Storage, runtime: Runtime, onError: (error: unknown) => void) {
    this.#storage = storage;
    this.#runtime = runtime;
    this.#onError = onError;
  }

  /** Registers a handler. The name is kept with each job: keep it when the code changes. */
  add(name: string, event: string, handler: ReactionHandler): void {
    if (this.#handlers.has(name)) throw new Error(`There is a reaction "${name}" already; give each its own name.`);
    this.#handlers.set(name, { event, handler });
  }

  /** The jobs that an event leaves to do. */
  follow(event: NewEvent): Write[] {
    const writes: Write[] = [];
    for (const [name, reaction] of this.#handlers) {
      if (reaction.event !== event.type) continue;
      const { id, topic, type, subject, at, actor } = event;
      const body: ReactionEvent = { id, topic, type, subject, at, actor, data: JSON.parse(event.data) };
      const fields = { reaction: name, event: body, attempts: 0, runAt: at, status: "waiting", error: null };
      writes.push({ kind: "insert", collection: jobs.name, id: `${id}/${name}`, fields });
    }
    return writes;
  }

  /** Looks for work now, and from then on every second. */
  start(): void {
    this.wake();
  }

  /** There may be work. */
  wake(): void {
    if (this.#closed || this.#handlers.size === 0) return;
    this.#again = true;
    this.#running ??= this.#work().finally(() => {
      this.#running = undefined;
      this.#cancelPoll?.();
      if (!this.#closed) this.#cancelPoll = this.#runtime.timer(pollMs, () => this.wake());
    });
  }

  /** Stops looking, and waits for what is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelPoll?.();
    await this.#running;
  }

  async #work(): Promise<void> {
    try {
      while (this.#again && !this.#closed) {
        this.#again = false;
        const query = { index: "due", equals: { status: "waiting" }, limit: atOnce };
        const { records } = await this.#storage.list(jobs.name, query);
        const due = records.filter(({ fields }) => (fields.runAt as string) <= this.#time(0));
        const done = await Promise.all(due.map((record) => this.#run(record)));
        // A full page that moved: there may be more behind it.
        if (due.length === atOnce && done.includes(true)) this.#again = true;
      }
    } catch (error) {
      this.#onError(error);
    }
  }

  async #run(record: StoredRecord): Promise<boolean> {
    const job = record.fields as unknown as Job;
    const reaction = this.#handlers.get(job.reaction);
    // One that only another version of the app knows is put off unharmed, so that it doesn't stand before the others.
    const lease = { runAt: this.#time(leaseMs), attempts: job.attempts + (reaction ? 1 : 0) };
    if (!(await this.#write(record.id, record.version, lease)) || !reaction) return false;
    try {
      await reaction.handler(job.event);
      await this.#write(record.id, record.version + 1, null);
    } catch (error) {
      this.#onError(error);
      const wait = Math.min(1000 * 2 ** job.attempts, 3_600_000) * (0.5 + this.#runtime.random());
      const status = lease.attempts >= maxAttempts ? "failed" : "waiting";
      await this.#write(record.id, record.version + 1, {
        runAt: this.#time(wait),
        status,
        error: String(error).slice(0, 500),
      });
    }
    return true;
  }

  #time(later: number): string {
    return new Date(this.#runtime.now() + later).toISOString();
  }

  /** Changes a job that is still at this version; whoever comes second changes nothing. */
  async #write(id: string, version: number, fields: { readonly [field: string]: unknown } | null): Promise<boolean> {
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
