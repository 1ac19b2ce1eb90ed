import type { Runtime } from "../runtime.ts";
import type { Storage } from "../storage/storage.ts";

const intervalMs = 600_000;
/** Smaller differences come from the measurement, so the clock is not corrected by them. */
const smallestMs = 100;

/**
 * The clock of a node, corrected by the one of the storage. All nodes of a storage agree on it, so a node whose own
 * clock is wrong judges no vote as late that is in time.
 */
export class StorageClock {
  /** The host's runtime with the corrected clock. */
  readonly runtime: Runtime;
  readonly #own: Runtime;
  readonly #storage: Storage;
  readonly #onError: (error: unknown) => void;
  #correctionMs = 0;
  #offsetMs: number | null = null;
  #cancel = () => {};

  constructor(storage: Storage, runtime: Runtime, onError: (error: unknown) => void) {
    this.#storage = storage;
    this.#own = runtime;
    this.#onError = onError;
    this.runtime = { ...runtime, now: () => runtime.now() + this.#correctionMs };
  }

  /** The time of the storage's clock minus this node's, in ms. Null if the storage has no clock, or was not asked yet. */
  get offsetMs(): number | null {
    return this.#offsetMs;
  }

  /** Measures now, and then every ten minutes. Resolves after the first measurement. */
  async start(): Promise<void> {
    if (!this.#storage.now) return;
    try {
      await this.#measure();
    } catch (error) {
      this.#onError(new Error("The storage's clock can't be read.", { cause: error }));
    }
    this.#cancel = this.#own.timer(intervalMs, () => void this.start());
  }

  stop(): void {
    this.#cancel();
  }

  async #measure(): Promise<void> {
    const began = this.#own.now();
    const there = await this.#storage.now?.();
    if (there === undefined) return;
    // The answer was made halfway between the question and its arrival.
    const offset = Math.round(there - (began + this.#own.now()) / 2);
    this.#offsetMs = offset;
    if (Math.abs(offset - this.#correctionMs) > smallestMs)
      this.#correctionMs = Math.abs(offset) > smallestMs ? offset : 0;
  }
}
