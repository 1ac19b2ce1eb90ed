import type { Report } from "../model/error-context.ts";
import type { Observation, ObservedWork, Observer } from "../model/observation.ts";
import type { Runtime } from "../runtime.ts";

/** Runs a piece of work. If there are observers, their `within` is called around it. */
export const observedWork = <T>(
  observers: Observers | undefined,
  work: ObservedWork,
  run: () => Promise<T>,
): Promise<T> => (observers === undefined ? run() : observers.within(work, run));

/** The observers of a node. A node without observers has no such object, so it measures nothing. */
export class Observers {
  readonly #observers: readonly Observer[];
  readonly #runtime: Runtime;
  readonly #onError: Report;

  constructor(observers: readonly Observer[], runtime: Runtime, onError: Report) {
    this.#observers = observers;
    this.#runtime = runtime;
    this.#onError = onError;
  }

  /** A time in ms, to measure how long something takes. */
  time(): number {
    return this.#runtime.monotonic?.() ?? this.#runtime.now();
  }

  /** The ms since a {@link time}. At least 0, also if the clock was set back. */
  since(time: number): number {
    return Math.max(0, this.time() - time);
  }

  /** Passes an observation on. Never throws. */
  observed(observation: Observation): void {
    for (const observer of this.#observers) {
      try {
        observer.observed?.(observation);
      } catch (error) {
        this.#onError(error);
      }
    }
  }

  /** Runs a piece of work. Each observer with `within` wraps it; the first one is the outermost. */
  within<T>(work: ObservedWork, run: () => Promise<T>): Promise<T> {
    return this.#observers.reduceRight<() => Promise<T>>(
      (inner, observer) =>
        observer.within === undefined ? inner : () => this.#wrap(observer, work, inner),
      run,
    )();
  }

  /** An observer must neither keep the work from running nor change its outcome. */
  async #wrap<T>(observer: Observer, work: ObservedWork, run: () => Promise<T>): Promise<T> {
    let ran: Promise<T> | undefined;
    const once = () => {
      if (ran === undefined) {
        ran = run();
        // If the observer does not wait for it, its rejection must not end the process.
        ran.catch(() => {});
      }
      return ran;
    };
    try {
      await observer.within?.(work, once);
    } catch (error) {
      // `once()` below throws the work's own error again. So it is not reported as the observer's.
      const isOwn = await (ran ?? Promise.resolve()).then(
        () => false,
        (failure) => failure === error,
      );
      if (!isOwn) this.#onError(error);
    }
    return once();
  }
}
