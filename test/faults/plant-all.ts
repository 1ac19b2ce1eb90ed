import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { Fault } from "./fault.ts";

/** The result of one fault. */
export interface FaultResult {
  readonly fault: Fault;
  readonly isCaught: boolean;
  /** The check that failed, and after how much. */
  readonly by: string;
  readonly ms: number;
}

const root = join(import.meta.dirname, "../..");
const register = join(import.meta.dirname, "register.ts");

/**
 * Plants the faults one by one, each in a process of its own, and reports whether the tests
 * noticed.
 */
export async function plantAll(
  faults: readonly Fault[],
  onResult: (one: FaultResult) => void = () => {},
): Promise<FaultResult[]> {
  const waiting = [...faults];
  const all: FaultResult[] = [];
  const work = async () => {
    for (let fault = waiting.shift(); fault; fault = waiting.shift()) {
      const one = await plantOne(fault);
      onResult(one);
      all.push(one);
    }
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
  return all.sort((a, b) => a.fault.number - b.fault.number);
}

async function plantOne(fault: Fault): Promise<FaultResult> {
  const started = performance.now();
  const outcome =
    "seeds" in fault.caughtBy
      ? await bySimulation(fault, fault.caughtBy.seeds)
      : await byTest(fault, fault.caughtBy);
  return { fault, ...outcome, ms: Math.round(performance.now() - started) };
}

async function bySimulation(
  fault: Fault,
  seeds: number,
): Promise<Pick<FaultResult, "isCaught" | "by">> {
  const { status, output } = await run(
    ["--import", register, join(root, "test/faults/play.ts"), String(seeds)],
    fault,
  );
  const last = output.trim().split("\n").at(-1) ?? "";
  if (!last.startsWith("{"))
    return {
      isCaught: false,
      by: `simulation, which could not be played: ${output.slice(-2_000)}`,
    };
  const { seeds: played, problem } = JSON.parse(last) as { seeds: number; problem?: string };
  return { isCaught: status === 1, by: `simulation, seed ${played}: ${problem ?? "nothing"}` };
}

async function byTest(
  fault: Fault,
  { test, title }: { readonly test: string; readonly title?: string },
): Promise<Pick<FaultResult, "isCaught" | "by">> {
  const only = title ? ["-t", title] : [];
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const folder = mkdtempSync(join(tmpdir(), "taskwire-fault-"));
  const file = join(folder, "results.json");
  const { output } = await run(
    [vitest, "run", test, ...only, "--bail=1", "--reporter=json", `--outputFile=${file}`],
    fault,
  );
  if (!existsSync(file))
    return { isCaught: false, by: `${test}, which could not be run: ${output.slice(-2_000)}` };
  const { numFailedTests, testResults } = JSON.parse(readFileSync(file, "utf8")) as Results;
  rmSync(folder, { recursive: true });
  const failed = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status: how }) => how === "failed"),
  );
  return { isCaught: numFailedTests > 0, by: `${test}: ${failed[0]?.title ?? "nothing"}` };
}

interface Results {
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly title: string }[];
  }[];
}

function run(
  args: readonly string[],
  { number }: Fault,
): Promise<{ status: number; output: string }> {
  const env = { ...process.env, TASKWIRE_FAULT: String(number), FAILED_CHECKS: "" };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--conditions=@taskwire/source", ...args],
      { cwd: root, env, maxBuffer: 2 ** 26, timeout: 10 * 60_000 },
      (error, stdout, stderr) => {
        const status = error ? (typeof error.code === "number" ? error.code : 2) : 0;
        resolve({ status, output: stdout.includes("{") ? stdout : `${stdout}${stderr}` });
      },
    );
  });
}

/** The results as a table. */
export const tableOf = (results: readonly FaultResult[]): string =>
  results
    .map(({ fault, isCaught, by, ms }) => {
      const sign = isCaught ? "✓" : "✗";
      return `${sign} ${String(fault.number).padStart(2)}  ${fault.name}\n      ${by.slice(0, 160)} (${ms} ms)`;
    })
    .join("\n");
