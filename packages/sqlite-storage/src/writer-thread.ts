import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { TaskwireError } from "@taskwire/core/adapter";
import type { Failure } from "./failure.ts";
import type { MainThreadWriter } from "./main-thread-writer.ts";
import { packJobs } from "./packed-jobs.ts";
import { QuickCommits } from "./quick-commits.ts";
import { errorOf } from "./taskwire-error.ts";
import type { Job, Reply } from "./transaction.ts";
import type { WriterData, WriterRequest } from "./writer.ts";

interface Waiting {
  readonly job: Job;
  readonly resolve: (reply: Exclude<Reply, { status: "failed" }>) => void;
  readonly reject: (error: Error) => void;
}

interface Batch {
  readonly jobs: readonly Waiting[];
  readonly sentAt: number;
}

/**
 * Maximum number of batches on their way. While the thread writes one batch, the next one is
 * already there.
 */
const maxBatchesInFlight = 2;
/** Maximum number of jobs in one batch. So no transaction holds the write lock for long. */
const maxBatchSize = 256;
/**
 * From this number of jobs on, it is faster to send two halves: one half is prepared while the
 * other one is written.
 */
const minSizeToSplit = 32;

/** The file is TypeScript in the repository, and JavaScript in the published package. */
const file = import.meta.url.endsWith(".ts") ? "./writer.ts" : "./writer.js";

/**
 * The main thread's side of the writer's thread: sends waiting jobs in batches, and takes replies. A
 * job that is alone may run in the main thread instead. Jobs always run in the order of the calls.
 */
export class WriterThread {
  readonly #worker: Worker;
  readonly #posted: Int32Array;
  readonly #exited: Promise<unknown>;
  readonly #inFlight: Batch[] = [];
  readonly #quickCommits = new QuickCommits();
  #waiting: Waiting[] = [];
  #isFlushScheduled = false;
  /** The reason why no more jobs are accepted. Undefined while jobs are accepted. */
  #endReason: string | undefined;
  #onIdle: (() => void) | undefined;
  #closed: Promise<void> | undefined;
  /** Number of transactions, in either thread. */
  transactions = 0;
  /** Runs jobs that are alone, in the main thread. If it is undefined, the thread runs all jobs. */
  mainThread: MainThreadWriter | undefined;

  private constructor(worker: Worker, posted: Int32Array) {
    this.#worker = worker;
    this.#posted = posted;
    this.#exited = new Promise((resolve) => worker.once("exit", resolve));
    worker.on("message", (replies: readonly Reply[]) => this.#answer(replies));
    worker.on("exit", () => this.#fail("The writer's thread has ended."));
    worker.on("error", (error) => this.#fail(`The writer's thread has failed: ${error.message}`));
    worker.unref();
  }

  /** Starts the thread. Resolves when the tables exist. */
  static async start(options: Omit<WriterData, "posted">): Promise<WriterThread> {
    const posted = new Int32Array(new SharedArrayBuffer(4));
    const data: WriterData = { ...options, posted };
    const worker = new Worker(new URL(file, import.meta.url), {
      workerData: data,
      name: "taskwire sqlite writer",
    });
    const [first] = await once(worker, "message").catch((error) => [
      { code: "unavailable", message: String(error) },
    ]);
    if (first !== "ready") throw errorOf(first as Failure);
    return new WriterThread(worker, posted);
  }

  /** Runs a job, in one transaction with other waiting jobs. */
  run(job: Job): Promise<Exclude<Reply, { status: "failed" }>> {
    return new Promise((resolve, reject) => {
      if (this.#endReason !== undefined)
        return reject(new TaskwireError("unavailable", this.#endReason));
      this.#waiting.push({ job, resolve, reject });
      this.#scheduleFlush();
    });
  }

  /** Finishes the waiting jobs, then ends the thread. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#endReason ??= "The storage is closed.";
    if (this.#waiting.length > 0 || this.#inFlight.length > 0) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    this.#post("close");
    this.#worker.ref();
    await this.#exited;
  }

  /**
   * Sends the jobs at the end of the turn of the event loop. So the jobs of one turn share a
   * transaction. If there are many, they share a few transactions (see `minSizeToSplit` and
   * `maxBatchSize`).
   */
  #scheduleFlush(): void {
    if (this.#isFlushScheduled || this.#inFlight.length >= maxBatchesInFlight) return;
    this.#isFlushScheduled = true;
    setImmediate(() => {
      this.#isFlushScheduled = false;
      this.#flush();
    });
  }

  /**
   * Call it when the replies of one batch have arrived, and the thread still writes another batch. It
   * sends the jobs that the callers of the first batch add next. Without this, Node may take the replies
   * of both batches in one turn of the event loop. Then the thread would have nothing to do until the
   * main thread has prepared new jobs for both.
   */
  #flushAfterReplies(): void {
    // The tick comes after all microtasks, so after everything that the replies have set off.
    queueMicrotask(() => process.nextTick(() => this.#flush()));
  }

  #flush(): void {
    if (this.#waiting.length === 1 && this.#inFlight.length === 0) this.#runInMainThread();
    while (this.#waiting.length > 0 && this.#inFlight.length < maxBatchesInFlight) {
      const all = this.#waiting.length;
      const half = Math.ceil(all / 2);
      const size = this.#inFlight.length === 0 && all >= minSizeToSplit ? half : all;
      this.#send(this.#waiting.splice(0, Math.min(size, maxBatchSize)));
    }
    // If no job could be sent, no reply will arrive.
    if (this.#inFlight.length === 0) this.#idle();
  }

  /** Runs the only waiting job here, unless the thread has to run it. */
  #runInMainThread(): void {
    const [one] = this.#waiting;
    if (!one || !this.mainThread || !this.#quickCommits.mayStopMainThread) return;
    const start = performance.now();
    const reply = this.mainThread.run(one.job);
    if (!reply) return;
    this.#waiting.length = 0;
    this.transactions++;
    this.#quickCommits.learn([one], performance.now() - start, reply);
    settle(one, reply);
  }

  #send(jobs: readonly Waiting[]): void {
    try {
      this.#post(packJobs(jobs.map(({ job }) => job)));
    } catch (error) {
      // A job contains a value that can't be copied between threads, e.g. a function.
      if (jobs.length > 1) for (const one of jobs) this.#send([one]);
      else jobs[0]?.reject(new TaskwireError("internal", String(error)));
      return;
    }
    if (this.#inFlight.length === 0) this.#worker.ref();
    this.#inFlight.push({ jobs, sentAt: performance.now() });
    this.transactions++;
  }

  #post(message: WriterRequest): void {
    this.#worker.postMessage(message);
    Atomics.add(this.#posted, 0, 1);
    Atomics.notify(this.#posted, 0, 1);
  }

  #answer(replies: readonly Reply[]): void {
    const batch = this.#inFlight.shift();
    if (batch) {
      this.#quickCommits.learn(batch.jobs, performance.now() - batch.sentAt, replies[0]);
      for (const [i, one] of batch.jobs.entries()) settle(one, replies[i]);
    }
    if (this.#inFlight.length > 0) this.#flushAfterReplies();
    if (this.#waiting.length > 0) this.#scheduleFlush();
    else if (this.#inFlight.length === 0) this.#idle();
  }

  /** Called when no job is left: an idle thread must not keep the process alive. */
  #idle(): void {
    this.#worker.unref();
    this.#onIdle?.();
  }

  #fail(reason: string): void {
    this.#endReason ??= `${reason} Close the storage and open it again.`;
    for (const { reject } of this.#inFlight.splice(0).flatMap(({ jobs }) => jobs)) {
      reject(
        new TaskwireError("unknown_outcome", `${reason} Repeat the command with the same key.`),
      );
    }
    for (const { reject } of this.#waiting.splice(0))
      reject(new TaskwireError("unavailable", `${reason} Nothing was written.`));
    this.#onIdle?.();
  }
}

/** Passes on the reply of a job. If it is undefined, the thread sent none. */
function settle({ resolve, reject }: Waiting, reply: Reply | undefined): void {
  if (!reply)
    reject(
      new TaskwireError(
        "unknown_outcome",
        "The writer's thread sent no answer. Repeat the command with the same key.",
      ),
    );
  else if (reply.status === "failed") reject(errorOf(reply));
  else resolve(reply);
}
