import type { ParseArgsConfig } from "node:util";
import type { Output } from "./output.ts";

/** The options of a command line. An option that was not given is undefined. */
export type OptionValues = { readonly [option: string]: string | boolean | undefined };

/** A subcommand of `taskwire`. */
export interface Command {
  /** The purpose in one line. */
  readonly summary: string;
  /** The text that `--help` prints below the first line. */
  readonly help: string;
  readonly options: NonNullable<ParseArgsConfig["options"]>;
  /** Maximum number of words that follow the command, beside the options. Default: none. */
  readonly words?: number;
  /** Resolves with the exit code. */
  run(values: OptionValues, output: Output, words: readonly string[]): Promise<number>;
}

/** Exit codes of the process. */
export const exitCodes = {
  done: 0,
  /** `verify` found problems. */
  problems: 1,
  /** The command line is wrong. Nothing was done. */
  usage: 2,
  /** The command failed. The message has the reason. Nothing was changed, unless it says so. */
  failed: 3,
} as const;

/** The command line is wrong. The message says how to correct it. */
export class UsageError extends Error {}

/**
 * Returns the text of an option.
 *
 * @throws UsageError with `example` if the option is missing.
 */
export function required(values: OptionValues, option: string, example: string): string {
  const value = values[option];
  if (typeof value === "string" && value !== "") return value;
  throw new UsageError(`The option --${option} is missing, e.g. --${option} ${example}.`);
}
