import type { Goal } from "./goals.ts";

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

function judge(reached: number, goal: Goal): string {
  const share = "atMost" in goal ? goal.atMost / reached : reached / goal.atLeast;
  const verdict = share >= 1 ? "reached" : share >= 0.85 ? "0.85+" : "below";
  return `goal ${"atMost" in goal ? `≤ ${goal.atMost}` : `≥ ${goal.atLeast}`}: ${verdict}`;
}

const show = (value: number): string =>
  Math.abs(value) >= 100
    ? value.toFixed(0)
    : Math.abs(value) >= 10
      ? value.toFixed(1)
      : value.toFixed(2);

/** Begins a table. The meaning says in plain words what was measured and how. */
export function heading(text: string, meaning: string): void {
  table = text;
  console.log(`\n${text}`);
  for (const one of wrapped(meaning, 96)) console.log(`  ${one}`);
}

/** Compares a figure with another one, or with its own goal. */
export type Relation =
  | { readonly of: string; readonly base: number; readonly goal?: Goal }
  | { readonly goal: Goal };

let table = "";
const judged: string[] = [];

/** Prints one figure, its ratio to another one, and the goal. */
export function line(name: string, value: number, unit: string, relation?: Relation): void {
  const figure = `  ${name.padEnd(44)} ${show(value).padStart(8)} ${unit.padEnd(12)}`;
  const isRatio = relation !== undefined && "of" in relation;
  const ratio = isRatio ? value / relation.base : value;
  const compared = isRatio ? ` ${show(ratio).padStart(6)} × ${relation.of.padEnd(18)}` : "";
  const goal = relation?.goal && judge(ratio, relation.goal);
  if (goal)
    judged.push(
      `${show(ratio).padStart(8)}${isRatio ? " ×" : "  "}  ${goal.padEnd(24)} ${table}: ${name}`,
    );
  console.log(
    `${figure}${compared}${goal ? `${isRatio ? "" : " ".repeat(28)} ${goal}` : ""}`.trimEnd(),
  );
}

/** Prints why a figure is missing. */
export function skipped(name: string, reason: string): void {
  console.log(`  ${name.padEnd(44)} skipped: ${reason}`);
}

/** Prints all figures that have a goal once more. */
export function summary(): void {
  if (judged.length === 0) return;
  console.log("\nThe figures with a goal");
  for (const one of judged) console.log(one);
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Reports progress on stderr, so that a long run isn't silent. */
export function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
  else process.stderr.write(`# ${text}\n`);
}
