import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { TaskwireError } from "@taskwire/core/adapter";
import type { Failure } from "./failure.ts";
import type { Job, Reply } from "./transaction.ts";
import type { ToWriter, WriterData } from "./writer.ts";

/** The error of a failure in the writer's thread. */
export const errorOf = ({ code, message }: Failure): TaskwireError =>
  new TaskwireError(code, message);

interface Waiting {
  readonly job: Job;
  readonly resolve: (reply: Exclude<Reply, { status: "failed" }>) => void;
  readonly reject: (error: Error) => void;
}

// Two: while one is written, the next already lies in the thread's mailbox.
const batchesInFlight = 2;
// Bounds how long one transaction keeps others waiting.
const largestBatch = 256;
// From here on it pays to send two halves, so that one is prepared while the other is written.
const worthSplitting = 32;

// From source as it is, built as JavaScript.
const file = import.meta.url.endsWith(".ts") ? "./writer.ts" : "./writer.js";

/** The writer's thread, seen from here: queues jobs, sends what waits in batches, and answers. */
export class WriterThread {
  readonly #worker: Worker;
  readonly #posted: Int32Array;
  readonly #gone: Promise<unknown>;
  readonly #inFlight: (readonly Waiting[])[] = [];
  #waiting: Waiting[] = [];
  #flushing = false;
  #ended: string | undefined;
  #settle: (() => void) | undefined;
  #closed: Promise<void> | undefined;
  /** Transactions sent: fewer than commits when commits were grouped. */
  batches = 0;

  private constructor(worker: Worker, posted: Int32Array) {
    this.#worker = worker;
    this.#posted = posted;
    this.#gone = new Promise((resolve) => worker.once("exit", resolve));
    worker.on("message", (replies: readonly Reply[]) => this.#answer(replies));
    worker.on("exit", () => this.#lose("The writer's thread has ended."));
    worker.on("error", (error) => this.#lose(`The writer's thread has failed: ${error.message}`));
    worker.unref();
  }

  /** Starts the thread; resolves when the tables are there. */
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

  /** Runs one job, together with what else waits. */
  run(job: Job): Promise<Exclude<Reply, { status: "failed" }>> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) return reject(new TaskwireError("unavailable", this.#ended));
      this.#waiting.push({ job, resolve, reject });
      this.#flushSoon();
    });
  }

  /** Finishes what waits, then ends the thread. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#ended ??= "The storage is closed.";
    if (this.#waiting.length > 0 || this.#inFlight.length > 0) {
      await new Promise<void>((resolve) => {
        this.#settle = resolve;
      });
    }
    this.#post("close");
    this.#worker.ref();
    await this.#gone;
  }

  // At the end of the turn, so that everything that comes in one turn shares a transaction.
  #flushSoon(): void {
    if (this.#flushing || this.#inFlight.length >= batchesInFlight) return;
    this.#flushing = true;
    setImmediate(() => {
      this.#flushing = false;
      this.#flush();
    });
  }

  #flush(): void {
    while (this.#waiting.length > 0 && this.#inFlight.length < batchesInFlight) {
      const all = this.#waiting.length;
      const share = this.#inFlight.length === 0 && all >= worthSplitting ? Math.ceil(all / 2) : all;
      this.#send(this.#waiting.splice(0, Math.min(share, largestBatch)));
    }
    // All that was to be sent could not be.
    if (this.#inFlight.length === 0) this.#idle();
  }

  #send(batch: readonly Waiting[]): void {
    try {
      this.#post(batch.map(({ job }) => job));
    } catch (error) {
      // One of them holds what can't be copied between threads, e.g. a function.
      if (batch.length > 1) for (const one of batch) this.#send([one]);
      else batch[0]?.reject(new TaskwireError("internal", String(error)));
      return;
    }
    if (this.#inFlight.length === 0) this.#worker.ref();
    this.#inFlight.push(batch);
    this.batches++;
  }

  #post(message: ToWriter): void {
    this.#worker.postMessage(message);
    Atomics.add(this.#posted, 0, 1);
    Atomics.notify(this.#posted, 0, 1);
  }

  #answer(replies: readonly Reply[]): void {
    const batch = this.#inFlight.shift() ?? [];
    batch.forEach(({ resolve, reject }, i) => {
      const reply = replies[i];
      if (!reply)
        reject(new TaskwireError("unknown_outcome", "The writer's thread gave no answer."));
      else if (reply.status === "failed") reject(errorOf(reply));
      else resolve(reply);
    });
    if (this.#waiting.length > 0) this.#flushSoon();
    else if (this.#inFlight.length === 0) this.#idle();
  }

  // Nothing to wait for: the thread alone doesn't keep the process alive.
  #idle(): void {
    this.#worker.unref();
    this.#settle?.();
  }

  #lose(reason: string): void {
    this.#ended ??= `${reason} Close the storage and open it again.`;
    for (const { reject } of this.#inFlight.splice(0).flat()) {
      reject(
        new TaskwireError("unknown_outcome", `${reason} Repeat the command with the same key.`),
      );
    }
    for (const { reject } of this.#waiting.splice(0))
      reject(new TaskwireError("unavailable", `${reason} Nothing was kept.`));
    this.#settle?.();
  }
}
