import { oddBackslashes } from "./script.ts";
import { matchesAt } from "./sticky.ts";

/** A piece of code in a text, with its delimiters; what is between them is `[from, to)`. */
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
  /** A backslash takes the first backtick away from a run that opens, and nothing from one that closes. */
  readonly opensAt: number;
  closedBy?: TickRun | undefined;
}

const escaped = new RegExp(`(?<=${oddBackslashes})`, "y");

/** Adds the code between backticks of one paragraph after the other. */
export function inlineCodeOf(
  text: string,
  spans: CodeSpan[],
): (start: number, end: number) => void {
  let next = text.indexOf("`");
  return (start, end) => {
    // Looked for once and remembered: a paragraph without backticks may not cost a search to the end of the text.
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

/** Pairs each run of backticks with the next one of the same length; from the back, so that every run is seen once. */
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
