import type { ParseArgsConfig } from "node:util";
import type { Output } from "./output.ts";

/** What a command was given: an option that wasn't is undefined. */
export type Values = { readonly [option: string]: string | boolean | undefined };

/** One subcommand. */
export interface Command {
  /** One line: what it is for. */
  readonly summary: string;
  /** What `--help` prints below the first line. */
  readonly help: string;
  readonly options: NonNullable<ParseArgsConfig["options"]>;
  /** Resolves with the exit code. */
  run(values: Values, output: Output): Promise<number>;
}

/** How the process ends. */
export const exitCodes = {
  done: 0,
  /** `verify` found something that is wrong. */
  wrong: 1,
  /** The command line doesn't say what it should. Nothing was done. */
  usage: 2,
  /** It could not be done. The message says why, and what was changed: nothing, if it says nothing of it. */
  failed: 3,
} as const;

/** A command line that doesn't say what it should; the message says what is missing. */
export class UsageError extends Error {}

/** The text of an option that has to be there. */
export function required(values: Values, option: string, example: string): string {
  const value = values[option];
  if (typeof value === "string" && value !== "") return value;
  throw new UsageError(`Say --${option}, e.g. --${option} ${example}.`);
}
