import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

export interface Child {
  /** Returns all that it has printed so far. */
  readonly output: () => string;
  /** Resolves with the first match in its output. Rejects if it ends without one. */
  readonly printed: (pattern: RegExp) => Promise<RegExpMatchArray>;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Resolves with the exit code when it has ended; null if a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** Runs one of the example's programs as npm does, in a process that ends with the test. */
export const runProgram = (
  file: "main.ts" | "user.ts",
  args: readonly string[],
  env: Record<string, string>,
): Child => runFile(new URL(`../../src/${file}`, import.meta.url), args, env);

/** Runs a program of any example, in a process that ends with the test. */
export function runFile(url: URL, args: readonly string[], env: Record<string, string>): Child {
  const { NODE_ENV: _, ...inherited } = process.env;
  // The flags of this process have the condition of the sources, and plant a fault if one is planted.
  return runCommand(process.execPath, [...process.execArgv, fileURLToPath(url), ...args], {
    env: { ...inherited, ...env },
  });
}

/** Runs any command, in a process that ends with the test. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env: NodeJS.ProcessEnv },
): Child {
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(command, args, {
    ...options,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      for (const listener of listeners) listener();
    });
  }
  const ended = once(child, "close").then(([code]: (number | null)[]) => code ?? null);
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });

  const printed = (pattern: RegExp) =>
    new Promise<RegExpMatchArray>((resolve, reject) => {
      const checkOutput = () => {
        const match = output.match(pattern);
        if (!match) return;
        listeners.delete(checkOutput);
        resolve(match);
      };
      listeners.add(checkOutput);
      checkOutput();
      void ended.then(() =>
        reject(new Error(`${[command, ...args].join(" ")} ended without ${pattern}:\n${output}`)),
      );
    });

  return { output: () => output, printed, kill: (signal) => void child.kill(signal), ended };
}

/** Starts the server as a process. Resolves when it is ready. */
export async function startChild(
  env: Record<string, string>,
): Promise<Child & { readonly url: string }> {
  const child = runProgram("main.ts", [], env);
  const [, url = ""] = await child.printed(/running at (\S+)/);
  return { ...child, url };
}
