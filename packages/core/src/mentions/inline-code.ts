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
}

/** Adds the code between backticks of one paragraph after the other. */
export function inlineCodeOf(text: string, spans: CodeSpan[]): (start: number, end: number) => void {
  let next = text.indexOf("`");
  return (start, end) => {
    // Looked for once and remembered: a paragraph without backticks may not cost a search to the end of the text.
    if (next !== -1 && next < start) next = text.indexOf("`", start);
    if (next !== -1 && next < end) pair(tickRuns(text, next, end), spans);
  };
}

/** Pairs each run of backticks with the next one of the same length; from the back, so that every run is seen once. */
function pair(runs: readonly TickRun[], spans: CodeSpan[]): void {
  const nextOfLength = new Map<number, number>();
  const closers = new Array<number | undefined>(runs.length);
  for (let index = runs.length - 1; index >= 0; index--) {
    const run = runs[index];
    if (run === undefined) continue;
    closers[index] = nextOfLength.get(run.end - run.opensAt);
    nextOfLength.set(run.end - run.at, index);
  }
  for (let index = 0; index < runs.length; index++) {
    const run = runs[index];
    const closedBy = closers[index];
    const closer = closedBy === undefined ? undefined : runs[closedBy];
    if (run === undefined || closer === undefined || closedBy === undefined) continue;
    spans.push({ block: false, start: run.opensAt, end: closer.end, from: run.end, to: closer.at });
    index = closedBy;
  }
}

function tickRuns(text: string, start: number, end: number): TickRun[] {
  const runs: TickRun[] = [];
  for (let at = start; at !== -1 && at < end; ) {
    let after = at + 1;
    while (text[after] === "`") after++;
    runs.push({ at, end: after, opensAt: isEscaped(text, at) ? at + 1 : at });
    at = text.indexOf("`", after);
  }
  return runs;
}

/** Whether an odd number of backslashes stands before. */
function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text[first - 1] === "\\") first--;
  return (at - first) % 2 === 1;
}
