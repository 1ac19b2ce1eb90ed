import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Counts of a run. Names that begin with `longest` are maxima; all others are sums. */
export interface Figures {
  readonly [name: string]: number;
}

/** The progress of one part. */
interface Tally {
  readonly of: number;
  done: number;
  /** The commits of the sources that it ran on. */
  readonly commits: string[];
  figures: Figures;
}

export interface LongRun {
  /** Name of the folder with its tallies. */
  readonly name: string;
  /** Number of plays in all parts together. */
  readonly total: number;
  /** Number of plays between two saves of the tally. */
  readonly atOnce: number;
  /** Plays `count` of them, beginning with number `first`. Throws when one goes wrong. */
  readonly play: (first: number, count: number) => Figures | Promise<Figures>;
}

/**
 * Plays the part of a long run that `--part i/n` asks for, or all of it. `--resume` continues where
 * it was cut off. Resolves to the sum of all parts that have been played.
 */
export async function playPart({ name, total, atOnce, play }: LongRun): Promise<Tally> {
  const [, index, of] = (/^(\d+)\/(\d+)$/.exec(process.env.TASKWIRE_PART ?? "1/1") ?? []).map(
    Number,
  );
  if (!index || !of || index > of) throw new Error("--part takes a part of how many, e.g. 1/20.");
  const folder = join(import.meta.dirname, "../../.cache", name);
  const file = join(folder, `${index}-of-${of}.json`);
  const first = 1 + Math.floor((total * (index - 1)) / of);
  const count = 1 + Math.floor((total * index) / of) - first;
  const tally = (process.env.TASKWIRE_RESUME === "1" && read(file)) || {
    of: count,
    done: 0,
    commits: [],
    figures: {},
  };
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  if (!tally.commits.includes(commit)) tally.commits.push(commit);
  mkdirSync(folder, { recursive: true });
  while (tally.done < count) {
    const next = Math.min(atOnce, count - tally.done);
    tally.figures = together([tally.figures, await play(first + tally.done, next)]);
    tally.done += next;
    writeFileSync(file, JSON.stringify(tally));
    process.stdout.write(`${name}, part ${index}/${of}: ${tally.done} of ${count}\n`);
  }
  const tallies = readdirSync(folder)
    .filter((one) => one.endsWith(`-of-${of}.json`))
    .flatMap((one) => read(join(folder, one)) ?? []);
  const all = {
    of: total,
    done: tallies.reduce((sum, { done }) => sum + done, 0),
    commits: [...new Set(tallies.flatMap(({ commits }) => commits))],
    figures: together(tallies.map(({ figures }) => figures)),
  };
  process.stdout.write(`${name}: ${JSON.stringify(all)}\n`);
  return all;
}

function together(all: readonly Figures[]): Figures {
  const sum: { [name: string]: number } = {};
  for (const figures of all)
    for (const [name, value] of Object.entries(figures))
      sum[name] = name.startsWith("longest")
        ? Math.max(sum[name] ?? 0, value)
        : (sum[name] ?? 0) + value;
  return sum;
}

function read(file: string): Tally | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Tally;
  } catch {
    return undefined;
  }
}
