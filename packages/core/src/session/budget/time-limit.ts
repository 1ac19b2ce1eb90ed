import { TaskwireError } from "../../errors.ts";
import type { Report } from "../../model/error-context.ts";
import { idsIn, idsOf } from "../../model/refusal.ts";
import type { Runtime } from "../../runtime.ts";

/** A call that has a time limit. */
export interface TimedCall {
  readonly operation: string;
  readonly input: unknown;
  readonly userId: string;
  readonly isQuery: boolean;
}

/**
 * Ends calls that take too long. An operation of the app may wait for something that never comes.
 * Without a limit, it would hold its place in the queue of its person or connection for ever.
 */
export class TimeLimit {
  readonly #ms: number;
  readonly #runtime: Pick<Runtime, "timer">;
  readonly #onError: Report;

  constructor(ms: number, runtime: Pick<Runtime, "timer">, onError: Report) {
    this.#ms = ms;
    this.#runtime = runtime;
    this.#onError = onError;
  }

  /**
   * Resolves as `run` does. If it takes too long, rejects without stopping it, and tells `onError`.
   *
   * @throws {TaskwireError} `unavailable` for a query, and `unknown_outcome` for a command, which may
   * still be committed.
   */
  async hold<T>(
    { operation, input, userId, isQuery }: TimedCall,
    run: () => Promise<T>,
  ): Promise<T> {
    let cancel = () => {};
    const tooLate = new Promise<never>((_, reject) => {
      cancel = this.#runtime.timer(this.#ms, () => {
        const call = `${operation}${idsIn(input)} of ${userId}`;
        this.#onError(new Error(`${call} has not ended within ${this.#ms} ms (limits.callMs).`), {
          operation,
          userId,
          ids: idsOf(input),
        });
        reject(isQuery ? noAnswer() : unknownOutcome());
      });
    });
    try {
      return await Promise.race([run(), tooLate]);
    } finally {
      cancel();
    }
  }
}

const noAnswer = () =>
  new TaskwireError("unavailable", "The server has no answer yet. Try again later.", {
    retryAfterMs: 5_000,
  });

const unknownOutcome = () =>
  new TaskwireError(
    "unknown_outcome",
    "The server has no answer yet, so it is not known whether the command has an effect. Repeat it with the same key.",
    { retryAfterMs: 5_000 },
  );
