import { builtIn, type OperationContext } from "../engine/operation/context.ts";
import { byteLength } from "../model/byte-length.ts";

/** Space for the parts of an answer that are not counted: the names of its fields, `next`, the cursor. */
const envelopeBytes = 3_000;

const bytesOf = (part: unknown): number => byteLength(JSON.stringify(part)) + 1;

/**
 * The space that is left in one answer, in bytes of JSON. A list ends its page before the entry that would
 * exceed it, so that no caller makes the server hold large answers.
 */
export class AnswerBudget {
  #left: number;
  #hasEntries = false;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** The budget of an answer that has these parts in any case. */
  static of(context: OperationContext, ...fixed: readonly unknown[]): AnswerBudget {
    const bytes = builtIn(context).answerBytes - envelopeBytes;
    return new AnswerBudget(fixed.reduce<number>((left, part) => left - bytesOf(part), bytes));
  }

  /** Takes away space for a part in steps of so many bytes, so that parts of similar sizes take the same. */
  reserve(part: unknown, step: number): void {
    this.#left -= Math.ceil(bytesOf(part) / step) * step;
  }

  /** How many bytes a read needs to load: with less than the largest entry, each entry takes a read. */
  get left(): number {
    return Math.max(1, this.#left);
  }

  /**
   * Whether an entry fits; if so, it is counted. Undefined parts take no space. The first entry always
   * fits, because a page without entries would lead nowhere.
   */
  takes(...parts: readonly unknown[]): boolean {
    const given = parts.filter((part) => part !== undefined);
    const bytes = given.reduce<number>((sum, part) => sum + bytesOf(part), 0);
    if (bytes > this.#left && this.#hasEntries) return false;
    this.#left -= bytes;
    this.#hasEntries ||= given.length > 0;
    return true;
  }

  /** Takes away up to half of it, for a list that comes before the main one. */
  half(): AnswerBudget {
    return new AnswerBudget(Math.floor(this.#left / 2));
  }

  /** Counts parts that are in the answer, whether they fit or not. */
  spend(...parts: readonly unknown[]): void {
    for (const part of parts) this.#left -= bytesOf(part);
  }
}
