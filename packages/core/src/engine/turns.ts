import type { Runtime } from "../runtime.ts";
import type { Ref } from "../storage/storage.ts";

/** At most this many commands wait for one record. */
const maxWaiting = 1_000;

/** A command waits at most this long for its turn, in milliseconds. */
const maxWait = 10_000;

/** Ends a turn. */
export type EndTurn = () => void;

/**
 * Lets commands of this process change a record one after the other, if they had conflicts about
 * it. Only commands that had a conflict wait for their turn. All other commands are not delayed. A
 * command has at most one turn, so no two can wait for each other.
 */
export class Turns {
  /**
   * The commands that wait for a record. A record has an entry while some command has the turn on
   * it, even if no other command waits.
   */
  readonly #lines = new Map<string, (() => void)[]>();
  readonly #runtime: Runtime;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** Whether some command has the turn on this record. */
  isTaken(ref: Ref): boolean {
    return this.#lines.has(keyOf(ref));
  }

  /**
   * Resolves when it is the caller's turn. Undefined if too many commands wait already, or if the
   * wait took too long. Then the caller continues without a turn.
   */
  take(ref: Ref): Promise<EndTurn | undefined> | EndTurn | undefined {
    const key = keyOf(ref);
    const line = this.#lines.get(key);
    const end = () => this.#end(key);
    if (!line) {
      this.#lines.set(key, []);
      return end;
    }
    if (line.length >= maxWaiting) return undefined;
    return new Promise((resolve) => {
      const begin = () => {
        stop();
        resolve(end);
      };
      const giveUp = () => {
        line.splice(line.indexOf(begin), 1);
        resolve(undefined);
      };
      const stop = this.#runtime.timer(maxWait, giveUp, true);
      line.push(begin);
    });
  }

  #end(key: string): void {
    const next = this.#lines.get(key)?.shift();
    if (next) next();
    else this.#lines.delete(key);
  }
}

const keyOf = ({ collection, id }: Ref): string => `${collection}/${id}`;
