import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const main = fileURLToPath(new URL("../../packages/cli/src/main.ts", import.meta.url));
const tellCost = `data:text/javascript,${encodeURIComponent(
  `process.on("exit", () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    console.error("cost", maxRSS, userCPUTime + systemCPUTime);
  })`,
)}`;

/** `taskwire` run as a process. */
export interface CommandProcess {
  readonly child: ChildProcess;
  /** Resolves with its exit code, its peak memory in MB, its CPU time in s, and its stderr. */
  readonly ended: Promise<{
    readonly code: number | null;
    readonly peak: number;
    readonly cpu: number;
    readonly err: string;
  }>;
}

/** Starts `taskwire` with a heap of 64 MB. The process is killed at the end of the test. */
export function startCommand(...args: readonly string[]): CommandProcess {
  const node = ["--conditions=@taskwire/source", "--max-old-space-size=64", `--import=${tellCost}`];
  const child = spawn(process.execPath, [...node, main, ...args], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let err = "";
  child.stderr.on("data", (text) => {
    err += text;
  });
  const ended = once(child, "close").then(() => {
    const [, peak = 0, cpu = 0] = /cost (\d+) (\d+)/.exec(err) ?? [];
    return { code: child.exitCode, peak: Number(peak) / 1024, cpu: Number(cpu) / 1e6, err };
  });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return { child, ended };
}
