import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const readme = new URL("../README.md", import.meta.url);

/** Runs the command of the README that writes `.env` for compose, in a folder. Returns the variables. */
export async function environment(work: string): Promise<Readonly<Record<string, string>>> {
  const [, command = ""] = /^(printf .* > \.env)$/m.exec(readFileSync(readme, "utf8")) ?? [];
  await run("sh", ["-c", command], { cwd: work });
  const lines = readFileSync(join(work, ".env"), "utf8").trim().split("\n");
  return Object.fromEntries(lines.map((line) => line.split("=", 2) as [string, string]));
}
