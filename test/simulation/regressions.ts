import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "./plan.ts";
import { type Failure, playPlan } from "./run.ts";
import { shrink } from "./shrink.ts";

const folder = join(import.meta.dirname, "regressions");

/** A plan that once went wrong, made small, with the problem that was found. */
export interface Regression {
  readonly found: string;
  readonly plan: Plan;
}

export function regressions(): (Regression & { readonly file: string })[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return files.map((file) => ({
    file,
    ...(JSON.parse(readFileSync(join(folder, file), "utf8")) as Regression),
  }));
}

/** Shrinks a failing plan, saves it as a regression, and returns the report to print. */
export async function report({ plan, problems }: Failure): Promise<string[]> {
  const small = await shrink(
    plan,
    async (candidate) => (await playPlan(candidate)).problems.length > 0,
  );
  const found = (await playPlan(small)).problems;
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${plan.seed}.json`);
  // Without the error's stack, which names folders of this machine.
  const [what = ""] = (found[0] ?? problems[0] ?? "").split(/\n\s+at /);
  const regression: Regression = { found: what, plan: small };
  writeFileSync(file, `${JSON.stringify(regression, null, 2)}\n`);
  return [
    `The run with seed ${plan.seed} went wrong: ${problems.slice(0, 5).join("\n")}`,
    `Made small (${file}): ${small.steps.map(({ kind, wait }) => `${kind} ${wait}`).join(", ")}`,
    ...found.slice(0, 5),
  ];
}
