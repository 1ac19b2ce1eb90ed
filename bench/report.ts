export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

/** A goal for a ratio: at most (less is better) or at least (more is better). */
export type Goal = { readonly atMost: number } | { readonly atLeast: number };

function judge(ratio: number, goal: Goal): string {
  const reached = "atMost" in goal ? goal.atMost / ratio : ratio / goal.atLeast;
  return reached >= 1 ? "reached" : reached >= 0.8 ? "0.8+" : "below";
}

const show = (value: number): string =>
  Math.abs(value) >= 100
    ? value.toFixed(0)
    : Math.abs(value) >= 10
      ? value.toFixed(1)
      : value.toFixed(2);

export function heading(text: string): void {
  console.log(`\n${text}`);
}

export interface Relation {
  readonly of: string;
  readonly base: number;
  readonly goal?: Goal;
}

function compare(value: number, { of, base, goal }: Relation): string {
  const ratio = value / base;
  const limit = goal && ("atMost" in goal ? `goal ≤ ${goal.atMost}` : `goal ≥ ${goal.atLeast}`);
  return ` ${show(ratio).padStart(6)} × ${of.padEnd(20)}${goal ? ` ${limit}: ${judge(ratio, goal)}` : ""}`;
}

/** Prints one figure, and its ratio to another if a relation is given. */
export function line(name: string, value: number, unit: string, relation?: Relation): void {
  const figure = `  ${name.padEnd(34)} ${show(value).padStart(8)} ${unit.padEnd(14)}`;
  console.log(`${figure}${relation ? compare(value, relation) : ""}`.trimEnd());
}

/** Reports progress on stderr, so that a long run isn't silent. */
export function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
  else process.stderr.write(`# ${text}\n`);
}
