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

/** A text of several lines. */
export function sayLines(output: Output, text: string): void {
  for (const line of text.split("\n")) output.say(line);
}

/** A word of a command line, as a shell takes it. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** `1,234 events`, `1 topic`. */
export function counted(n: number, one: string, several = `${one}s`): string {
  return `${n.toLocaleString("en")} ${n === 1 ? one : several}`;
}
