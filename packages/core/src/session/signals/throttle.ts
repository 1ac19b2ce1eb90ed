import type { Runtime } from "../../runtime.ts";

/** Runs something when it is requested, but not more often than once in an interval. */
export class Throttle {
  readonly #runtime: Runtime;
  readonly #intervalMs: number;
  readonly #run: () => void;
  #cancel: (() => void) | undefined;
  #nextAt = 0;
  #isStopped = false;

  constructor(runtime: Runtime, intervalMs: number, run: () => void) {
    this.#runtime = runtime;
    this.#intervalMs = intervalMs;
    this.#run = run;
  }

  /**
   * Runs it at the end of this turn, or when the interval since the last run is over. Several
   * requests cause one run.
   */
  request(): void {
    if (this.#cancel || this.#isStopped) return;
    // At most the interval, because the clock may have been set back since the last run.
    const wait = Math.min(this.#nextAt - this.#runtime.now(), this.#intervalMs);
    const run = () => {
      this.#cancel = undefined;
      if (this.#isStopped) return;
      this.#nextAt = this.#runtime.now() + this.#intervalMs;
      this.#run();
    };
    this.#cancel = () => {};
    if (wait <= 0) this.#runtime.turn(run);
    else this.#cancel = this.#runtime.timer(wait, run);
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }
}
