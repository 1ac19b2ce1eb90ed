/** Receives the lines that the command writes. */
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
