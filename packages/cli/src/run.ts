import { parseArgs } from "node:util";
import { TaskwireError } from "@taskwire/core/adapter";
import { type Command, exitCodes, type OptionValues, UsageError } from "./command.ts";
import { backup } from "./commands/backup.ts";
import { copy } from "./commands/copy.ts";
import { migrate } from "./commands/migrate.ts";
import { receipt } from "./commands/receipt.ts";
import { trim } from "./commands/trim.ts";
import { verify } from "./commands/verify.ts";
import { type Output, printLines, processOutput } from "./output.ts";
import { safeOutput } from "./safe-output.ts";

const commands: { readonly [name: string]: Command } = {
  migrate,
  copy,
  verify,
  backup,
  trim,
  receipt,
};

const addresses = `Databases:
  sqlite:app.db                       a SQLite file
  postgres://user@host/database       PostgreSQL, schema taskwire; add ?schema=<name> for another`;

const help = `Usage: taskwire <command> [options]

${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(9)} ${summary}`)
  .join("\n")}

${addresses}

Run taskwire <command> --help for the options of a command.

Exit codes: 0 done; 1 verify or receipt verify found problems; 2 the command line is wrong; 3 the command failed.`;

/**
 * Runs `taskwire` with these arguments and resolves with its exit code. It never throws: an error
 * is a line on stderr that says what to do about it.
 *
 * @example
 * ```ts
 * process.exitCode = await run(["verify", "--at", "sqlite:app.db"]);
 * ```
 */
export async function run(args: readonly string[], to: Output = processOutput): Promise<number> {
  const output = safeOutput(to, args);
  // `taskwire help copy` is `taskwire copy --help`.
  const [first, second = ""] = args;
  const [name = "", ...rest] =
    first === "help" && Object.hasOwn(commands, second) ? [second, "--help"] : args;
  if (name === "--help" || name === "-h" || name === "help") {
    printLines(output, help);
    return exitCodes.done;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    const problem = name === "" ? "The command is missing." : `There is no command ${name}.`;
    output.err(`${problem} Commands: ${Object.keys(commands).join(", ")}. See taskwire --help.`);
    return exitCodes.usage;
  }
  if (rest.includes("--help") || rest.includes("-h")) {
    printLines(output, `taskwire ${name}: ${command.summary}\n\n${command.help}\n\n${addresses}`);
    return exitCodes.done;
  }
  try {
    const { values, words } = parse(command, rest);
    return await command.run(values, output, words);
  } catch (error) {
    return report(error, name, output);
  }
}

function parse(
  { options, words = 0 }: Command,
  args: string[],
): { readonly values: OptionValues; readonly words: readonly string[] } {
  try {
    const parsed = parseArgs({ args, options, strict: true, allowPositionals: words > 0 });
    const extra = parsed.positionals[words];
    if (extra !== undefined) throw new Error(`Unexpected argument '${extra}'`);
    return { values: parsed.values as OptionValues, words: parsed.positionals };
  } catch (error) {
    // Node's message is meant for users, e.g. “Unknown option '--form'”. Only its advice about
    // positional arguments doesn't apply here.
    throw new UsageError(
      error instanceof Error ? (error.message.split(". To specify")[0] ?? "") : String(error),
    );
  }
}

function report(error: unknown, name: string, output: Output): number {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError) {
    output.err(`${message.replace(/\.?$/, ".")} See taskwire ${name} --help.`);
    return exitCodes.usage;
  }
  output.err(
    error instanceof TaskwireError
      ? message
      : `Unexpected error: ${message}. This may be a bug in taskwire; please report it.`,
  );
  return exitCodes.failed;
}
