/** The result or the error of one input. */
export type Result<Output> = { readonly value: Output } | { readonly error: unknown };

interface Waiting<Input, Output> {
  readonly input: Input;
  readonly resolve: (output: Output) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Maximum number of batches of reads that run at the same time, for each kind of read. With two, one slow
 * batch does not stop all others. Reads that are requested meanwhile wait for the next batch, because more
 * statements at the same time would cost more.
 */
export const maxConcurrentReads = 2;

export interface BatcherOptions {
  /** Maximum number of batches that run at the same time. */
  readonly maxConcurrent: number;
  /** Maximum number of inputs in a batch. */
  readonly maxSize: number;
}

/**
 * Runs inputs in batches. A batch has the inputs that were added in the same turn of the event
 * loop, or that waited while other batches ran.
 */
export class Batcher<Input, Output> {
  readonly #run: (inputs: readonly Input[]) => Promise<readonly Result<Output>[]>;
  readonly #options: BatcherOptions;
  #waiting: Waiting<Input, Output>[] = [];
  #running = 0;
  #isFlushScheduled = false;
  #idleListeners: (() => void)[] = [];
  /** Number of batches that were started. */
  sentCount = 0;

  constructor(
    run: (inputs: readonly Input[]) => Promise<readonly Result<Output>[]>,
    options: BatcherOptions,
  ) {
    this.#run = run;
    this.#options = options;
  }

  /** Adds an input. Resolves with its output, or rejects with its error. */
  add(input: Input): Promise<Output> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ input, resolve, reject });
      this.#scheduleFlush();
    });
  }

  /** Resolves when nothing waits and no batch runs. */
  async whenIdle(): Promise<void> {
    if (this.#waiting.length > 0 || this.#running > 0)
      await new Promise<void>((resolve) => this.#idleListeners.push(resolve));
  }

  #scheduleFlush(): void {
    if (this.#isFlushScheduled || this.#running >= this.#options.maxConcurrent) return;
    this.#isFlushScheduled = true;
    // If no batch runs, an input doesn't wait for others that may come later in this turn.
    const schedule = this.#running === 0 ? process.nextTick : setImmediate;
    schedule(() => {
      this.#isFlushScheduled = false;
      while (this.#waiting.length > 0 && this.#running < this.#options.maxConcurrent) {
        void this.#send(this.#waiting.splice(0, this.#options.maxSize));
      }
    });
  }

  async #send(batch: readonly Waiting<Input, Output>[]): Promise<void> {
    this.#running++;
    this.sentCount++;
    const results = await this.#resultsOf(batch.map(({ input }) => input));
    this.#running--;
    batch.forEach(({ resolve, reject }, i) => {
      const result = results[i];
      if (result && "value" in result) resolve(result.value);
      else reject(result?.error);
    });
    if (this.#waiting.length > 0) this.#scheduleFlush();
    else if (this.#running === 0) for (const resolve of this.#idleListeners.splice(0)) resolve();
  }

  async #resultsOf(inputs: readonly Input[]): Promise<readonly Result<Output>[]> {
    try {
      return await this.#run(inputs);
    } catch (error) {
      return inputs.map(() => ({ error }));
    }
  }
}
