import { oddBackslashes } from "./script.ts";
import { matchesAt } from "./sticky.ts";

/** Code in a text. `[start, end)` includes the delimiters, `[from, to)` is the text between them. */
export interface CodeSpan {
  readonly block: boolean;
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

interface TickRun {
  readonly at: number;
  readonly end: number;
  /** The start of the run if it opens code: one later if a backslash escapes the first backtick. */
  readonly opensAt: number;
  closedBy?: TickRun | undefined;
}

const escaped = new RegExp(`(?<=${oddBackslashes})`, "y");

/**
 * Returns a function that adds the inline code of a paragraph to `spans`. Call it for the paragraphs
 * in their order.
 */
export function inlineCodeFinder(
  text: string,
  spans: CodeSpan[],
): (start: number, end: number) => void {
  let next = text.indexOf("`");
  return (start, end) => {
    // The next backtick is remembered, so that a paragraph without any doesn't search the whole rest.
    if (next !== -1 && next < start) next = text.indexOf("`", start);
    const runs: TickRun[] = [];
    while (next !== -1 && next < end) {
      const at = next;
      while (text[next] === "`") next++;
      runs.push({ at, end: next, opensAt: matchesAt(escaped, text, at) ? at + 1 : at });
      next = text.indexOf("`", next);
    }
    pair(runs, spans);
  };
}

/**
 * Pairs each run of backticks with the next run of the same length. Goes from back to front, so that
 * each run is visited once.
 */
function pair(runs: readonly TickRun[], spans: CodeSpan[]): void {
  const nextOfLength = new Map<number, TickRun>();
  for (const run of runs.toReversed()) {
    run.closedBy = nextOfLength.get(run.end - run.opensAt);
    nextOfLength.set(run.end - run.at, run);
  }
  let covered = 0;
  for (const { at, end, opensAt, closedBy } of runs) {
    if (at < covered || closedBy === undefined) continue;
    spans.push({ block: false, start: opensAt, end: closedBy.end, from: end, to: closedBy.at });
    covered = closedBy.end;
  }
}
