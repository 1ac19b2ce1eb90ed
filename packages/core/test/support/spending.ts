import type { Limits } from "../../src/protocol/limits.ts";

/** Calls that a person was given at one moment. */
export interface Spent {
  readonly at: number;
  readonly calls: number;
}

/** The time in ms after which every node knows what was spent, if the transport takes no time. */
const reportMs = 10;

/**
 * The most calls that some nodes together give a person in any period, as docs/limits.md says. For the proof, look
 * at the last call of the period that a shared bucket has paid. Its node has charged this bucket with all calls of
 * the period, except those that the other nodes have not reported yet: each of them keeps an eighth of a burst
 * back, and may have given a burst in the moment before. The calls after that one come from the buckets that
 * each node has for itself.
 */
export function mostFrom(
  nodes: number,
  ms: number,
  { callsPerSecond, callBurst }: Pick<Limits, "callsPerSecond" | "callBurst">,
): number {
  const unreported = Math.max(1, callBurst / 8) + callBurst + callsPerSecond * (reportMs / 1000);
  const ownOfAll = nodes * Math.max(1, callBurst / 8);
  return (callsPerSecond * ms) / 1000 + callBurst + (nodes - 1) * unreported + ownOfAll;
}

/** Returns by how many calls the worst period is above what is allowed. Negative: no period is. */
export function worstPeriod(spent: readonly Spent[], allowed: (ms: number) => number): number {
  let worst = Number.NEGATIVE_INFINITY;
  for (let first = 0; first < spent.length; first++) {
    const from = (spent[first] as Spent).at;
    if (first > 0 && spent[first - 1]?.at === from) continue;
    let sum = 0;
    for (let last = first; last < spent.length; last++) {
      const { at, calls } = spent[last] as Spent;
      sum += calls;
      if (spent[last + 1]?.at !== at) worst = Math.max(worst, sum - allowed(at - from));
    }
  }
  return worst;
}
