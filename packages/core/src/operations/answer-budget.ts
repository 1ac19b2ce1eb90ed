import { builtIn, type OperationContext } from "../engine/operation/context.ts";
import { byteLength } from "../model/byte-length.ts";

/** Space for the parts of an answer that are not counted: the names of its fields, `next`, the cursor. */
const envelopeBytes = 3_000;

const bytesOf = (part: unknown): number => byteLength(JSON.stringify(part)) + 1;

/**
 * The space that is left in one answer, in bytes of JSON. A list ends its page before the entry
 * that would exceed it. So no caller can make the server hold a large answer in memory.
 */
export class AnswerBudget {
  #left: number;
  #hasEntries = false;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Returns the budget of an answer that always contains these parts. */
  static of(context: OperationContext, ...fixed: readonly unknown[]): AnswerBudget {
    const bytes = builtIn(context).answerBytes - envelopeBytes;
    return new AnswerBudget(fixed.reduce<number>((left, part) => left - bytesOf(part), bytes));
  }

  /**
   * Takes away the space of a part, rounded up to a multiple of `step` bytes. So parts of similar
   * sizes take away the same.
   */
  reserve(part: unknown, step: number): void {
    this.#left -= Math.ceil(bytesOf(part) / step) * step;
  }

  /**
   * How many bytes one read should load. With less than the size of the largest entry, each entry
   * would need a read of its own.
   */
  get left(): number {
    return Math.max(1, this.#left);
  }

  /**
   * Whether an entry fits. If it does, its size is taken away. Undefined parts take no space. The
   * first entry always fits. With an empty page, the caller could never get further.
   */
  takes(...parts: readonly unknown[]): boolean {
    const given = parts.filter((part) => part !== undefined);
    const bytes = given.reduce<number>((sum, part) => sum + bytesOf(part), 0);
    if (bytes > this.#left && this.#hasEntries) return false;
    this.#left -= bytes;
    this.#hasEntries ||= given.length > 0;
    return true;
  }

  /**
   * Takes away up to half of the space, for a list that comes before the main list of the answer.
   */
  half(): AnswerBudget {
    return new AnswerBudget(Math.floor(this.#left / 2));
  }

  /** Takes away the space of parts that the answer contains even if they don't fit. */
  spend(...parts: readonly unknown[]): void {
    for (const part of parts) this.#left -= bytesOf(part);
  }
}
