import { spawnSync } from "node:child_process";
import { appFiles } from "./app-files.ts";
import { type Arguments, choices, parse } from "./arguments.ts";
import { checkIsFree, packageName, writeFiles } from "./new-folder.ts";
import { checkNode } from "./node-version.ts";
import { type Output, processOutput } from "./output.ts";
import { ask } from "./questions.ts";
import { UsageError } from "./usage-error.ts";
import { languageOf, type Words, wordsIn } from "./words.ts";

const help = `Usage: npm create taskwire [folder] [-- options]

Makes an app with approvals, a conversation and inboxes. It runs at once, and has tests of its own.

  --server express|node    the server; default: express
  --page react|plain       the page; default: react
  --language en|th         the language of this command; default: that of your terminal
  --yes, -y                ask nothing
  --no-install             write the files only
  --start                  start the app when it is installed`;

/**
 * Runs `create-taskwire` with these arguments and resolves with its exit code: 0 is done, 2 a wrong
 * command line, 3 a failure. It never throws: an error is a line on stderr that says what to do
 * about it.
 *
 * @example
 * ```ts
 * process.exitCode = await run(["my-app", "--server", "node", "--page", "plain", "--no-install"]);
 * ```
 */
export async function run(
  args: readonly string[],
  output: Output = processOutput,
): Promise<number> {
  try {
    const given = parse(args);
    if (given.help) {
      output.out(help);
      return 0;
    }
    checkNode();
    const words = wordsIn(given.language ?? languageOf(process.env));
    const isTerminal = process.stdin.isTTY && process.stdout.isTTY;
    return create(isTerminal && !given.yes ? await ask(given, words) : given, words, output);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!(error instanceof UsageError)) {
      output.err(message);
      return 3;
    }
    output.err(`${message.replace(/\.?$/, ".")} See npm create taskwire -- --help.`);
    return 2;
  }
}

function create(given: Arguments, words: Words, output: Output): number {
  const { directory = "my-app", install, start } = given;
  const { server = choices.server[0], page = choices.page[0] } = given;
  checkIsFree(directory);
  const files = appFiles(packageName(directory), { server, page });
  writeFiles(directory, files);
  output.out(`${words.made} ${directory}: ${words[server]}, SQLite, ${words[page]}.`);

  const npm = packageManager();
  if (install || start) {
    output.out(words.installing);
    if (!succeeds(npm, ["install"], directory)) {
      output.err(`\`${npm} install\` has failed, see above. Run it again in ${directory}.`);
      return 3;
    }
  }
  const steps = [
    [`cd ${directory}`, ""],
    ...(install || start ? [] : [[`${npm} install`, ""]]),
    [`${npm} start`, words.start],
    [`${npm} test`, words.test],
    ["README.md", words.read],
  ];
  const lines = steps.map(([command = "", about]) => `  ${command.padEnd(14)} ${about}`.trimEnd());
  output.out(["", words.next, ...lines, ""].join("\n"));
  return start && !succeeds(npm, ["start"], directory) ? 3 : 0;
}

/** The package manager that runs this command. */
function packageManager(agent = process.env.npm_config_user_agent ?? ""): string {
  return /^(npm|pnpm|yarn|bun)\//.exec(agent)?.[1] ?? "npm";
}

function succeeds(command: string, args: readonly string[], cwd: string): boolean {
  const isWindows = process.platform === "win32";
  return spawnSync(command, args, { cwd, stdio: "inherit", shell: isWindows }).status === 0;
}
