import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addCounts, type Counts, noCounts } from "./counts.ts";
import type { Failure } from "./run.ts";
import { playSeeds } from "./run.ts";

/** Number of seeds in a full run, over all parts. */
export const fullRun = 250_000;
const folder = join(import.meta.dirname, "../../.cache/simulation");
const atOnce = 250;

/** The progress of one part. */
interface Tally {
  readonly part: string;
  readonly first: number;
  readonly seeds: number;
  done: number;
  /** The commits of the sources that it ran on. */
  readonly commits: string[];
  readonly counts: Counts;
}

/**
 * Plays one of the equal parts of a full run. With `resume`, a part continues where it was cut off.
 */
export async function playPart(
  index: number,
  of: number,
  { resume, say }: { readonly resume: boolean; readonly say: (text: string) => void },
): Promise<Failure | undefined> {
  const first = 1 + Math.floor((fullRun * (index - 1)) / of);
  const seeds = 1 + Math.floor((fullRun * index) / of) - first;
  const file = join(folder, `${index}-of-${of}.json`);
  const tally = (resume && read(file)) || {
    part: `${index}/${of}`,
    first,
    seeds,
    done: 0,
    commits: [],
    counts: noCounts(),
  };
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  if (!tally.commits.includes(commit)) tally.commits.push(commit);
  mkdirSync(folder, { recursive: true });
  while (tally.done < seeds) {
    const count = Math.min(atOnce, seeds - tally.done);
    const { counts, failure } = await playSeeds(first + tally.done, count);
    if (failure) return failure;
    addCounts(tally.counts, counts);
    tally.done += count;
    writeFileSync(file, JSON.stringify(tally));
    if (tally.done % (atOnce * 4) === 0 || tally.done === seeds)
      say(`part ${tally.part}: ${tally.done} of ${seeds}`);
  }
  return undefined;
}

/** Adds up all parts, as far as they have been played. */
export function sum(of: number): {
  readonly done: number;
  readonly parts: number;
  readonly commits: string[];
  readonly counts: Counts;
} {
  const tallies = readdirSync(folder)
    .filter((name) => name.endsWith(`-of-${of}.json`))
    .flatMap((name) => read(join(folder, name)) ?? []);
  const counts = noCounts();
  for (const tally of tallies) addCounts(counts, tally.counts);
  const done = tallies.reduce((all, tally) => all + tally.done, 0);
  return {
    done,
    parts: tallies.length,
    commits: [...new Set(tallies.flatMap(({ commits }) => commits))],
    counts,
  };
}

function read(file: string): Tally | undefined {
  try {
    const tally = JSON.parse(readFileSync(file, "utf8")) as Tally;
    // An older tally may lack counts that were added since.
    return { ...tally, counts: { ...noCounts(), ...tally.counts } };
  } catch {
    return undefined;
  }
}
