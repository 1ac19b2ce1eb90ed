import { addCounts, type Counts, noCounts } from "./counts.ts";
import { play } from "./schedule.ts";

/** Plays schedules one after the other until one goes wrong; says its seed. */
export async function playAll({
  first,
  count,
}: {
  readonly first: number;
  readonly count: number;
}): Promise<{ counts: Counts; failures: string[] }> {
  const counts = noCounts();
  for (let seed = first; seed < first + count; seed++) {
    const outcome = await play(seed);
    addCounts(counts, outcome.counts);
    if (outcome.problems.length > 0)
      return { counts, failures: [`The schedule with seed ${seed} went wrong.`, ...outcome.problems.slice(0, 10)] };
  }
  return { counts, failures: [] };
}
