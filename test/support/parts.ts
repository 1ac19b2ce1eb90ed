import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What was counted. What begins with `longest` is the largest there was, all else a sum. */
export interface Figures {
  readonly [name: string]: number;
}

/** How far a part got. */
interface Tally {
  readonly of: number;
  done: number;
  /** The versions of the sources that it ran on. */
  readonly commits: string[];
  figures: Figures;
}

export interface LongRun {
  /** What the folder with its tallies is called. */
  readonly name: string;
  /** How many there are to play in all parts together. */
  readonly total: number;
  /** How many are played between two notes of how far it got. */
  readonly atOnce: number;
  /** Plays so many from a number on; throws when one goes wrong. */
  readonly play: (first: number, count: number) => Figures | Promise<Figures>;
}

/**
 * Plays the part of a long run that `--part i/n` asks for, or all of it, `--resume` from where it was cut off. Resolves to
 * all parts together, as far as they have been played.
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
