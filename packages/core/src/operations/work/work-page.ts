import type { Board } from "../../model/board.ts";
import type { AnswerBudget } from "../answer-budget.ts";

/** One page of a person's work. `next` is the position of the next page, or null at the end. */
export interface WorkPage<Entry> {
  readonly entries: Entry[];
  readonly next: readonly (string | number)[] | null;
}

export interface WorkQuery {
  readonly limit: number;
  /** The position after the previous page. Undefined at the start. */
  readonly after: readonly (string | number)[] | undefined;
  readonly budget: AnswerBudget;
}

/**
 * Maximum number of records that one page reads. It is limited because few of the records may
 * belong to the page.
 */
export const maxScanned = 200;

export const named = ({ id, name }: Board) => ({ id, name });
