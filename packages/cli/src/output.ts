/** Where the command writes, a line at a time. */
export interface Output {
  /** What was asked for: stdout. */
  say(line: string): void;
  /** How far it is, and what went wrong: stderr. */
  note(line: string): void;
}

export const processOutput: Output = {
  say: (line) => void process.stdout.write(`${line}\n`),
  note: (line) => void process.stderr.write(`${line}\n`),
};

/** `1,234 events`, `1 topic`. */
export function counted(n: number, one: string, several = `${one}s`): string {
  return `${n.toLocaleString("en")} ${n === 1 ? one : several}`;
}
