import { TaskwireError } from "../errors.ts";
import type { CommandKey, Commit, KeyRecord, Ref, Storage } from "../storage/storage.ts";
import type { EngineParts } from "./attempt.ts";
import type { EndTurn } from "./turns.ts";

const maxAttempts = 20;

/** After this many attempts, the random wait before the next one doesn't get longer. */
const maxDoublings = 5;

/**
 * The attempts of one call. If other commands change the records that the call has read, this class
 * waits, and `execute` makes the next attempt. After a conflict, a command waits for its turn on
 * the record that has changed.
 */
export class Retry {
  readonly #parts: EngineParts;
  readonly #takesTurns: boolean;
  #attempts = 0;
  #turn: { readonly ref: Ref; readonly end: EndTurn } | undefined;

  /**
   * @param takesTurns whether the call changes records. Queries and previews don't take turns: they
   * would only delay the commands. Also, a preview runs within a query. If both took turns, the
   * preview would wait for the query, and the query for the preview.
   */
  constructor(parts: EngineParts, takesTurns: boolean) {
    this.#parts = parts;
    this.#takesTurns = takesTurns;
  }

  /**
   * Throws an attempt's error if the records that the attempt read are still current; otherwise
   * waits for the next attempt. If a record has changed, the error is not thrown: like a result,
   * its message could show data that the caller may not see.
   *
   * @param key the command's key. The same command may have been sent before, and may have been
   * committed meanwhile. Then its own effect can be the reason why this attempt fails: for example,
   * its task took the last place of a quota.
   * @returns the key's record, if there is one by now. Then the command is answered as a repeated
   * one.
   */
  async throwIfCurrent(
    error: unknown,
    reads: Commit["reads"],
    key?: CommandKey,
  ): Promise<KeyRecord | undefined> {
    const { changed, repeated } = await lookAgain(reads, this.#parts.storage, key);
    if (repeated) return repeated;
    if (changed.length === 0) throw error;
    await this.#waitFor(changed);
    return undefined;
  }

  /**
   * Waits for the next attempt after the commit had a conflict. `reads` are the records that the
   * commit checked.
   *
   * @throws {TaskwireError} `unavailable` after the last attempt.
   */
  async afterConflict(reads: Commit["reads"]): Promise<void> {
    await this.#waitFor(await changedSince(reads, this.#parts.storage));
  }

  /**
   * Waits a random time before the next attempt, to let other commands on the same records finish.
   * The maximum of this time doubles with each of the first five attempts and then stays.
   *
   * @throws {TaskwireError} `unavailable` after the last attempt.
   */
  async backOff(): Promise<void> {
    this.#count();
    const { runtime } = this.#parts;
    const wait = runtime.random() * 5 * 2 ** Math.min(this.#attempts, maxDoublings);
    // The timer keeps the process alive: a command-line program that runs one command must not end
    // between two attempts.
    await new Promise<void>((wake) => void runtime.timer(wait, wake, true));
  }

  /**
   * Ends this call's turn, so that the next command gets its turn. Call it when the call has ended,
   * with or without success.
   */
  end(): void {
    this.#turn?.end();
    this.#turn = undefined;
  }

  async #waitFor(changed: readonly Ref[]): Promise<void> {
    if (!this.#takesTurns) return this.backOff();
    const { turns } = this.#parts;
    const had = this.#turn?.ref;
    const ref = changed.find((one) => turns.isTaken(one) && !isSame(one, had)) ?? changed[0];
    // If this call has the turn and the record has changed again, it was changed by another node, or
    // by a command in its first attempt, which does not wait for a turn. Another turn wouldn't help,
    // so the call waits a random time.
    if (!ref || changed.some((one) => isSame(one, had))) return this.backOff();
    this.end();
    const end = await turns.take(ref);
    if (!end) return this.backOff();
    this.#turn = { ref, end };
    this.#count();
  }

  #count(): void {
    this.#attempts++;
    if (this.#attempts < maxAttempts) return;
    throw new TaskwireError(
      "unavailable",
      "Others keep changing the same records. Try again in a moment.",
      { retryAfterMs: 200 },
    );
  }
}

const isSame = (a: Ref, b: Ref | undefined): boolean =>
  a.collection === b?.collection && a.id === b.id;

/** Resolves to the records whose versions have changed since they were read, and to a key's record. */
async function lookAgain(reads: Commit["reads"], storage: Storage, key?: CommandKey) {
  if (reads.length === 0 && !key) return { changed: [], repeated: null };
  const { records, repeated } = await storage.get(reads, key);
  const changed = reads.filter(({ version }, i) => records[i]?.version !== version);
  return { changed, repeated };
}

async function changedSince(reads: Commit["reads"], storage: Storage): Promise<readonly Ref[]> {
  return (await lookAgain(reads, storage)).changed;
}

/** Resolves to whether records still have the versions that were read. */
export const areCurrent = async (reads: Commit["reads"], storage: Storage): Promise<boolean> =>
  (await changedSince(reads, storage)).length === 0;
