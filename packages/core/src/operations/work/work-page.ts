import type { Board } from "../../model/board.ts";
import type { AnswerBudget } from "../answer-budget.ts";

/** One page of a person's work. `next` is the place of the next page; null at the end. */
export interface WorkPage<Entry> {
  readonly entries: Entry[];
  readonly next: readonly (string | number)[] | null;
}

export interface WorkQuery {
  readonly limit: number;
  /** The place of the last page. Undefined at the start. */
  readonly after: readonly (string | number)[] | undefined;
  readonly budget: AnswerBudget;
}

/** One page looks at this many records at most, because few of them may be shown. */
export const maxScanned = 200;

export const named = ({ id, name }: Board) => ({ id, name });
