/** Receives the lines that a command writes. */
export interface Output {
  /** Writes a line of the result to stdout. */
  out(line: string): void;
  /** Writes a line about progress or an error to stderr. */
  err(line: string): void;
}

export const processOutput: Output = {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
};

/** Writes a text of several lines to stdout. */
export function printLines(output: Output, text: string): void {
  for (const line of text.split("\n")) output.out(line);
}

/** Quotes a word for a POSIX shell, if necessary. */
export const shellQuote = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** Returns a number with its noun: `1,234 events`, `1 topic`. */
export function formatCount(n: number, singular: string): string {
  return `${n.toLocaleString("en")} ${n === 1 ? singular : `${singular}s`}`;
}
