import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** Runs test/process.ts as a process. */
export const start = (...args: string[]) => startScript("process.ts", ...args);

/** Runs a script of this folder as a process. */
export function startScript(script: string, ...args: string[]) {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@taskwire/source", file, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  const lines: string[] = [];
  let wake = () => {};
  const closed = once(
    createInterface({ input: child.stdout }).on("line", (line) => {
      lines.push(line);
      wake();
    }),
    "close",
  );
  return {
    /** The lines that it has printed. */
    lines,
    /** Resolves when it has printed this many lines. */
    async until(count: number): Promise<void> {
      let isOver = false;
      while (lines.length < count) {
        if (isOver) throw new Error(`The process ended with ${(await ended).join(" ")}.`);
        const over = closed.then(() => {
          isOver = true;
        });
        await Promise.race([over, new Promise<void>((resolve) => (wake = resolve))]);
      }
    },
    /** Tells it to continue. */
    go(): void {
      child.stdin.write("go\n");
    },
    /** Kills it at once, as a crash would. */
    async kill(): Promise<void> {
      child.kill("SIGKILL");
      await Promise.all([ended, closed]);
    },
    /** Resolves to its exit code when it has ended by itself. */
    async end(): Promise<number | null> {
      child.stdin.end();
      await Promise.all([ended, closed]);
      return child.exitCode;
    },
  };
}
