import { run } from "@taskwire/cli";

/** Runs `taskwire` in this process. Returns its output and exit code. */
export async function taskwire(
  ...args: readonly string[]
): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(args, { out: (line) => out.push(line), err: (line) => err.push(line) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}
