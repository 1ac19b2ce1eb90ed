import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { tooSeldom } from "./simulation/floors.ts";
import { drawPlan } from "./simulation/plan.ts";
import { regressions, report } from "./simulation/regressions.ts";
import { playPlan, playSeeds } from "./simulation/run.ts";
import { shrink } from "./simulation/shrink.ts";
import { simulate } from "./simulation/simulate.ts";

const runs = 250;

test(`keeps every promise in ${runs} simulated systems, whatever fails`, {
  timeout: 300_000,
}, async () => {
  const { counts, failure } = await playSeeds(1, runs);
  expect(failure && (await report(failure))).toBeUndefined();
  expect(tooSeldom(counts, runs)).toEqual([]);
});

test.for(regressions())(
  "the failure once found in $file does not come back",
  async ({ plan, found }) => {
    expect((await playPlan(plan)).problems, `Then it was: ${found}`).toEqual([]);
  },
);

test("the same plan plays the same way to the last byte, and another seed plays differently", async () => {
  const traceOf = async (seed: number) => {
    const hash = createHash("sha256");
    const { counts } = await simulate(drawPlan(seed), (text) => void hash.update(`${text}\n`));
    return `${hash.digest("hex")} ${JSON.stringify(counts)}`;
  };
  const seeds = [7, 8, 12, 24, 64, 128];
  const once: string[] = [];
  for (const seed of seeds) once.push(await traceOf(seed));
  // In reverse order, to see that nothing is left over between runs.
  for (const [i, seed] of [...seeds.entries()].reverse()) expect(await traceOf(seed)).toBe(once[i]);
  expect(new Set(once).size).toBe(seeds.length);
});

test("a failing plan is shrunk to the steps that make it fail", async () => {
  const plan = drawPlan(12);
  const [culprit] = plan.steps.slice(-1);
  const small = await shrink(plan, async ({ steps }) =>
    steps.some((step) => step.seed === culprit?.seed),
  );
  expect(small).toMatchObject({ steps: [culprit], noise: {}, nodes: 1, people: 2, latency: 0 });
});
