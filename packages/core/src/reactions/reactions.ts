import { TaskwireError } from "../errors.ts";
import type { Report } from "../model/error-context.ts";
import type { Definitions } from "../model/facts.ts";
import { type Job, type JobEvent, jobs, type ReactionEvent } from "../model/job.ts";
import type { ReactionObservation } from "../model/observation.ts";
import { type Observers, observedWork } from "../observe/observers.ts";
import type { Runtime } from "../runtime.ts";
import type { NewEvent, Storage, StoredRecord, Write } from "../storage/storage.ts";
import { currentEvent } from "./current-event.ts";

/**
 * Handles an event, also after a crash. It can be called more than once for the same event, so use the
 * event's `id` to notice a repeat.
 */
export type ReactionHandler = (event: ReactionEvent) => Promise<void> | void;

/**
 * Handles a job of taskwire's own. Resolves to `again` if there is more to do, in another run of the job; to `from`
 * if that run has to go on from a position, which it gets in the data of its event; or to `runAt` if it has to wait
 * until then.
 */
type JobHandler = (event: ReactionEvent) => Promise<unknown>;

interface Registered {
  readonly event: string;
  readonly handler: ReactionHandler | JobHandler;
  /** Whether it is a job of taskwire's own. It gets the ids of its event, and not the event's data. */
  readonly isOwn: boolean;
  /** Whether an event of its type causes a job. Default: each one does. */
  readonly concerns?: ((event: NewEvent) => boolean) | undefined;
}

const noWrites: readonly Write[] = [];
const leaseMs = 30_000;
const pollMs = 1_000;
const closeTimeoutMs = 3_000;
const maxAttempts = 20;
const maxConcurrent = 8;

/**
 * The queue of jobs. A job is written in the commit that causes it. Any node that has its handler
 * can run it. A node first takes a lease on the job. After a failure the job runs again, each time
 * after a longer wait. If a node dies, the lease expires, and another node runs the job. So a job
 * runs at least once.
 */
export class Reactions {
  readonly #storage: Storage;
  readonly #runtime: Runtime;
  readonly #source: { readonly storage: Storage; readonly definitions: Definitions };
  readonly #onError: Report;
  readonly #observers: Observers | undefined;
  readonly #handlers = new Map<string, Registered>();
  #cancelPoll: (() => void) | undefined;
  #running: Promise<void> | undefined;
  readonly #busy = new Set<Promise<void>>();
  #hasMore = false;
  #hasNewJobs = false;
  #closed = false;
  #isOver = false;

  constructor(
    storage: Storage,
    runtime: Runtime,
    definitions: Definitions,
    onError: Report,
    observers?: Observers,
  ) {
    this.#storage = storage;
    this.#runtime = runtime;
    this.#source = { storage, definitions };
    this.#onError = onError;
    this.#observers = observers;
  }

  /** Registers a handler. Jobs store its name, so keep it when the code changes. */
  add(name: string, event: string, handler: ReactionHandler): void {
    if (typeof name !== "string" || name === "" || typeof handler !== "function")
      throw new TaskwireError(
        "invalid",
        "A reaction needs a name, the type of its events and a function.",
      );
    this.#register(name, { event, handler, isOwn: false });
  }

  /**
   * Registers a job of taskwire's own for an event type. With an empty type, no event causes it.
   *
   * @param concerns whether an event of this type causes the job. Default: each one does.
   */
  addOwn(
    name: string,
    event: string,
    handler: JobHandler,
    concerns?: Registered["concerns"],
  ): void {
    this.#register(name, { event, handler, isOwn: true, concerns });
  }

  #register(name: string, registered: Registered): void {
    if (this.#handlers.has(name))
      throw new Error(
        `There is a reaction "${name}" already; give each reaction and each channel its own name.`,
      );
    this.#handlers.set(name, registered);
  }

  /** The writes of the jobs that an event causes, for the same commit. */
  follow(event: NewEvent): readonly Write[] {
    let writes: Write[] | undefined;
    for (const [name, reaction] of this.#handlers) {
      if (reaction.event !== event.type || reaction.concerns?.(event) === false) continue;
      const { id, topic, type, subject, at, actor } = event;
      const isEmpty = reaction.isOwn || (event.records === null && event.data === "{}");
      const body = { id, topic, type, subject, at, actor, ...(isEmpty && { data: {} }) };
      writes ??= [];
      writes.push(this.job(name, body));
    }
    return writes ?? noWrites;
  }

  /** The write of a job for one handler, whatever event type it was registered for. */
  job(name: string, event: JobEvent): Write {
    this.#hasNewJobs = true;
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

  /** Call it after a commit: if it may have written jobs, they are run now. */
  committed(): void {
    if (!this.#hasNewJobs) return;
    this.#hasNewJobs = false;
    this.wake();
  }

  /** Looks for due jobs now, and from then on every second. */
  wake(): void {
    if (this.#closed || this.#handlers.size === 0) return;
    this.#hasMore = true;
    this.#running ??= this.#work().finally(() => {
      this.#running = undefined;
      this.#cancelPoll?.();
      if (!this.#closed) this.#cancelPoll = this.#runtime.timer(pollMs, () => this.wake());
    });
  }

  /**
   * Stops looking for jobs, and waits at most 3 s for running handlers. If a handler takes longer,
   * another node runs its job again when the lease expires.
   */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelPoll?.();
    await this.#running;
    let cancel = () => {};
    const timeout = new Promise<void>((resolve) => {
      cancel = this.#runtime.timer(closeTimeoutMs, resolve, true);
    });
    await Promise.race([Promise.all(this.#busy), timeout]);
    cancel();
    this.#isOver = true;
  }

  async #work(): Promise<void> {
    try {
      while (this.#hasMore && !this.#closed && this.#busy.size < maxConcurrent) {
        this.#hasMore = false;
        const limit = maxConcurrent - this.#busy.size;
        const { records } = await this.#storage.list(jobs.name, {
          index: "due",
          equals: { status: "waiting" },
          // Jobs of other reactions belong to other nodes, which run another version of the app.
          each: [...this.#handlers.keys()],
          limit,
        });
        const due = records
          .filter(({ fields }) => (fields.runAt as string) <= this.#time(0))
          .sort((a, b) => ((a.fields.runAt as string) < (b.fields.runAt as string) ? -1 : 1))
          .slice(0, limit);
        const leased = await Promise.all(due.map((record) => this.#start(record)));
        // After a full page there may be more due jobs. If this node got none of the leases, other
        // nodes are working on them.
        if (due.length === limit && leased.includes(true)) this.#hasMore = true;
      }
    } catch (error) {
      this.#onError(error);
    }
  }

  /**
   * Leases a job and starts its handler. Resolves to whether this node got the lease. Does not wait
   * for the handler, because a handler that never ends must not stop the others.
   */
  async #start(record: StoredRecord): Promise<boolean> {
    const job = record.fields as unknown as Job;
    const reaction = this.#handlers.get(job.reaction);
    if (!reaction) return false;
    const lease = { runAt: this.#time(leaseMs), attempts: job.attempts + 1 };
    const isLeased = await this.#write(record.id, record.version, lease);
    if (isLeased) {
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
    return isLeased;
  }

  async #run(
    { id, version, fields }: StoredRecord,
    attempts: number,
    handler: Registered["handler"],
  ): Promise<void> {
    const { reaction, event: cause } = fields as unknown as Job;
    const start = this.#observers?.time() ?? 0;
    const ended = (outcome: ReactionObservation["outcome"]) =>
      this.#observers?.observed({
        type: "reaction",
        reaction,
        outcome,
        attempt: attempts,
        ms: this.#observers.since(start),
      });
    try {
      const event = await currentEvent(cause, this.#source);
      const work = { type: "reaction", reaction, event: cause.type } as const;
      const run = async () => event && handler(event);
      const end = await this.#withTimeout(() => observedWork(this.#observers, work, run));
      await this.#write(id, version, this.#afterRun(end, attempts, cause));
      ended("done");
    } catch (error) {
      const problem = `The reaction "${reaction}" failed on ${cause.type}, try ${attempts} of ${maxAttempts}.`;
      this.#onError(new Error(problem, { cause: error }), {
        reaction,
        event: cause.type,
        attempt: attempts,
      });
      const wait = Math.min(1000 * 2 ** (attempts - 1), 3_600_000) * (0.5 + this.#runtime.random());
      const status = attempts >= maxAttempts ? "failed" : "waiting";
      ended(status === "failed" ? "given_up" : "failed");
      await this.#write(id, version, {
        runAt: this.#time(wait),
        status,
        error: nameOf(error),
      });
    }
  }

  /** The changes of a job after a run without an error. Null: it is deleted. */
  #afterRun(
    end: unknown,
    attempts: number,
    cause: JobEvent,
  ): { readonly [field: string]: unknown } | null {
    if (end === "again") return { runAt: this.#time(0), attempts: 0 };
    if (typeof end === "object" && end !== null && "from" in end)
      return {
        ...{ runAt: this.#time(0), attempts: 0 },
        event: { ...cause, data: { ...cause.data, from: end.from } },
      };
    // A run that only finds out that it is too early is no attempt.
    if (typeof end === "object" && end !== null && "runAt" in end)
      return { runAt: end.runAt, attempts: attempts - 1 };
    return null;
  }

  async #withTimeout<T>(run: () => Promise<T>): Promise<T> {
    let cancel = () => {};
    const timeout = new Promise<never>((_, reject) => {
      cancel = this.#runtime.timer(leaseMs, () => reject(new ReactionTimeout()));
    });
    return Promise.race([run(), timeout]).finally(() => cancel());
  }

  /** The time in `delayMs` milliseconds, ISO 8601. */
  #time(delayMs: number): string {
    return new Date(this.#runtime.now() + delayMs).toISOString();
  }

  /** Changes or deletes a job if it still has this version. Resolves to whether it had. */
  async #write(
    id: string,
    version: number,
    fields: { readonly [field: string]: unknown } | null,
  ): Promise<boolean> {
    // The node stopped waiting for a handler, and closed the storage. Another node runs the job
    // again.
    if (this.#isOver) return false;
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

class ReactionTimeout extends Error {
  override readonly name = "ReactionTimeout";
  constructor() {
    super(
      `The reaction took longer than ${leaseMs / 1000} s, so it is called again; let it do less at once.`,
    );
  }
}

/** The name of an error, and its code if it has one. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as { readonly code?: unknown };
  const isWord = typeof code === "string" && /^\w{1,40}$/.test(code);
  return `${error.name.slice(0, 60)}${isWord ? ` (${code})` : ""}`;
}
