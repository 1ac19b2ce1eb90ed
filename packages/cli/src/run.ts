import { parseArgs } from "node:util";
import { TaskwireError } from "@taskwire/core/adapter";
import { type Command, exitCodes, UsageError, type Values } from "./command.ts";
import { backup } from "./commands/backup.ts";
import { copy } from "./commands/copy.ts";
import { migrate } from "./commands/migrate.ts";
import { trim } from "./commands/trim.ts";
import { verify } from "./commands/verify.ts";
import { discreet } from "./discreet.ts";
import { type Output, processOutput, sayLines } from "./output.ts";

const commands: { readonly [name: string]: Command } = { migrate, copy, verify, backup, trim };

const places = `Databases:
  sqlite:app.db                       a SQLite file
  postgres://user@host/database       PostgreSQL; the schema is taskwire, or ?schema=<name>`;

const help = `Usage: taskwire <command> [options]

${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(9)} ${summary}`)
  .join("\n")}

${places}

taskwire <command> --help says more of one of them.

Exit codes: 0 done; 1 verify found something wrong; 2 the command line is wrong; 3 it could not be done.`;

/**
 * Runs `taskwire` with these arguments, and resolves with its exit code. It never throws: what goes wrong is a line on
 * stderr that says what to do about it.
 *
 * @example
 * ```ts
 * process.exitCode = await run(["verify", "--at", "sqlite:app.db"]);
 * ```
 */
export async function run(args: readonly string[], to: Output = processOutput): Promise<number> {
  const output = discreet(to, args);
  // `taskwire help copy` is `taskwire copy --help`.
  const [first, second = ""] = args;
  const [name = "", ...rest] =
    first === "help" && Object.hasOwn(commands, second) ? [second, "--help"] : args;
  if (name === "--help" || name === "-h" || name === "help") {
    sayLines(output, help);
    return exitCodes.done;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    const what = name === "" ? "Say what to do." : `There is no command ${name}.`;
    output.note(`${what} Commands: ${Object.keys(commands).join(", ")}. See taskwire --help.`);
    return exitCodes.usage;
  }
  if (rest.includes("--help") || rest.includes("-h")) {
    sayLines(output, `taskwire ${name}: ${command.summary}\n\n${command.help}\n\n${places}`);
    return exitCodes.done;
  }
  try {
    return await command.run(parse(command, rest), output);
  } catch (error) {
    return report(error, name, output);
  }
}

function parse({ options }: Command, args: string[]): Values {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: false }).values as Values;
  } catch (error) {
    // What it says is meant for whoever typed it: “Unknown option '--form'”.
    throw new UsageError(
      error instanceof Error ? (error.message.split(". To specify")[0] ?? "") : String(error),
    );
  }
}

function report(error: unknown, name: string, output: Output): number {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError) {
    output.note(`${message.replace(/\.?$/, ".")} See taskwire ${name} --help.`);
    return exitCodes.usage;
  }
  output.note(
    error instanceof TaskwireError ? message : `Something went wrong that should not: ${message}`,
  );
  return exitCodes.failed;
}
