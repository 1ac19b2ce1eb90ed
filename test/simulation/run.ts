import { addCounts, type Counts, noCounts } from "./counts.ts";
import { drawPlan, type Plan } from "./plan.ts";
import { type Outcome, simulate } from "./simulate.ts";

export interface Failure {
  readonly plan: Plan;
  readonly problems: readonly string[];
}

/** Plays a plan. Unhandled rejections count as problems too. */
export async function playPlan(plan: Plan): Promise<Outcome> {
  const strays: string[] = [];
  const stray = (error: unknown) =>
    void strays.push(`Nobody caught ${error instanceof Error ? error.stack : error}`);
  process.on("unhandledRejection", stray);
  try {
    const { problems, counts } = await simulate(plan);
    return { problems: [...problems, ...strays], counts };
  } catch (error) {
    const text = error instanceof Error ? error.stack : String(error);
    return { problems: [`The run broke off: ${text}`, ...strays], counts: noCounts() };
  } finally {
    process.off("unhandledRejection", stray);
  }
}

/** Plays the plans of consecutive seeds until one goes wrong. */
export async function playSeeds(
  first: number,
  count: number,
  played: (seed: number) => void = () => {},
): Promise<{ readonly counts: Counts; readonly failure: Failure | undefined }> {
  const counts = noCounts();
  for (let seed = first; seed < first + count; seed++) {
    const plan = drawPlan(seed);
    const outcome = await withoutStacks(() => playPlan(plan));
    addCounts(counts, outcome.counts);
    if (outcome.problems.length > 0)
      return { counts, failure: { plan, problems: outcome.problems } };
    played(seed);
  }
  return { counts, failure: undefined };
}

/**
 * Runs without stack traces. A run has thousands of refusals, and capturing their stacks takes a
 * tenth of the time.
 */
async function withoutStacks<T>(run: () => Promise<T>): Promise<T> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return await run();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
