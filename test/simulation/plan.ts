import type { Quotas } from "@taskwire/core";
import type { Limits } from "@taskwire/core/protocol";
import { everybody } from "./cast.ts";
import { type Dice, diceOf } from "./dice.ts";
import { drawQuotas } from "./quotas.ts";

/** Random faults that can happen at any time, with the probabilities to choose from. */
export const noises = {
  slowStorage: [0.05, 0.25],
  failedReads: [0.005, 0.03],
  failedCommits: [0.005, 0.05],
  lostAnswers: [0.005, 0.05],
  lostHints: [0.1, 0.5, 1],
  doubledHints: [0.2],
  lateHints: [0.5, 1],
  forgedHints: [0.1],
  failedFollowing: [0.02],
  failedTokens: [0.5, 0.9],
} as const;

export type Noise = keyof typeof noises;

/**
 * The kinds of steps in a run, with their weights: work by people, and faults that somebody would
 * notice.
 */
const kinds = {
  work: 10,
  people: 1.2,
  ask: 1.5,
  look: 1.8,
  cut: 1,
  hole: 0.6,
  stall: 0.7,
  crash: 0.6,
  goodbye: 0.4,
  outage: 0.5,
  deaf: 0.5,
  jump: 0.4,
  restore: 0.15,
  trim: 0.3,
} as const;

type WeightedKind = keyof typeof kinds;
/**
 * Steps that are put between the others of some plans, with the probability that a plan has one. Most of
 * them end something for the rest of the run, so few plans have several.
 */
const extras = {
  delete: 0.2,
  archive: 0.05,
  endBoard: 0.03,
  rename: 0.1,
  erase: 0.08,
  export: 0.05,
  read: 0.2,
  endSession: 0.05,
  slow: 0.12,
  leave: 0.15,
  age: 0.05,
} as const;

type ExtraKind = keyof typeof extras;
/** A logout is no fault either. */
export type StepKind = WeightedKind | "logout" | ExtraKind;

/** Steps that belong to every plan. The others are faults, and each plan has some of them. */
const ordinary: readonly WeightedKind[] = ["work", "people", "ask", "look"];

/**
 * One step. Its choices come from its own seed, so it stays the same when other steps are removed.
 */
export interface Step {
  readonly kind: StepKind;
  readonly seed: number;
  /** Simulated ms until the next step. */
  readonly wait: number;
}

/** A whole run as data. The same plan always plays the same way, and plans can be made smaller. */
export interface Plan {
  readonly seed: number;
  readonly people: number;
  /** How many of the people have a second client, on a connection without faults. */
  readonly stayers: number;
  readonly nodes: number;
  /** Whether clients hold their user's inbox too. */
  readonly hasInbox: boolean;
  /** Whether clients show who is present. */
  readonly hasPresence: boolean;
  readonly limits: Partial<Limits>;
  /** Commands in a page of the log. 0 means no limit. */
  readonly page: number;
  /** Factor by which the nodes' timers are late. */
  readonly slowness: number;
  /** The longest delay of a frame on a connection with faults, in ms. */
  readonly latency: number;
  /** Lifetime of a token, in ms. */
  readonly tokenMs: number;
  readonly noise: { readonly [kind in Noise]?: number };
  readonly steps: readonly Step[];
  /** Whether people run the app's own operation too. */
  readonly hasNudges?: boolean;
  /** The quotas of all nodes. */
  readonly quotas?: Partial<Quotas>;
  /** Whether the app has reactions. */
  readonly hasReactions?: boolean;
}

const pickKind = (dice: Dice, from: readonly WeightedKind[]): WeightedKind => {
  let roll = dice.next() * from.reduce((sum, kind) => sum + kinds[kind], 0);
  for (const kind of from) {
    roll -= kinds[kind];
    if (roll < 0) return kind;
  }
  return "work";
};

/** Draws a plan from a seed, including its size and its faults, so that rare combinations occur. */
export function drawPlan(seed: number): Plan {
  const dice = diceOf(seed);
  const isCalm = dice.chance(0.08);
  const noise = Object.fromEntries(
    Object.entries(noises).flatMap(([kind, rates]) =>
      !isCalm && dice.chance(0.5) ? [[kind, dice.pick<number>(rates)]] : [],
    ),
  );
  const faults = (Object.keys(kinds) as WeightedKind[]).filter(
    (kind) => !ordinary.includes(kind) && !isCalm && dice.chance(0.5),
  );
  const size = dice.next();
  const length =
    size < 0.75 ? dice.between(3, 10) : size < 0.97 ? dice.between(10, 20) : dice.between(20, 40);
  const people = size < 0.75 ? dice.between(2, 3) : dice.between(2, everybody.length);
  const waits = [0, 0, 5, 20, 100, 700, 3_000];
  return {
    seed,
    people,
    stayers: dice.chance(0.3) ? 1 : 0,
    nodes: dice.pick([1, 2, 2, 3, 4]),
    hasInbox: dice.chance(0.5),
    hasPresence: dice.chance(0.2),
    limits: {
      pingMs: 4_000,
      pongMs: 3_000,
      callsPerSecond: dice.pick([8, 200, 200, 200]),
      callBurst: dice.pick([12, 200, 200]),
      bufferedBytes: dice.pick([32_000, 1_000_000]),
      backlogEvents: dice.pick([3, 8, 20, 5_000]),
    },
    page: dice.pick([1, 1, 3, 0]),
    slowness: dice.pick([1, 1, 1.5]),
    latency: dice.pick([0, 5, 40, 200]),
    tokenMs: dice.pick([6_000, 70_000, 3_600_000, 3_600_000]),
    noise,
    steps: withExtras(
      withLogout(
        Array.from({ length }, () => ({
          kind: pickKind(dice, [...ordinary, ...faults]),
          seed: Math.floor(dice.next() * 2 ** 32),
          wait: dice.pick(waits),
        })),
        seed,
      ),
      seed,
    ),
    hasNudges: dice.chance(0.5),
    quotas: drawQuotas(seed),
    hasReactions: diceOf(seed ^ 0x4e_ac70).chance(0.1),
  };
}

/**
 * Puts extra steps between the others, from dice of their own: so a plan without them stays the same. They
 * come late, when there is something to delete.
 */
function withExtras(steps: readonly Step[], seed: number): readonly Step[] {
  const dice = diceOf(seed ^ 0xde_1e7e);
  let all = steps;
  for (const [kind, chance] of Object.entries(extras) as [ExtraKind, number][]) {
    if (!dice.chance(chance)) continue;
    const step = { kind, seed: Math.floor(dice.next() * 2 ** 32), wait: dice.pick([0, 20, 700]) };
    const from = kind === "endBoard" ? 0.8 : kind === "rename" ? 0.1 : 0.4;
    const at = dice.between(Math.floor(all.length * from), all.length);
    all = [...all.slice(0, at), step, ...all.slice(at)];
  }
  return all;
}

/** Puts a logout between the steps of one plan in eight. It draws from dice of its own. */
function withLogout(steps: readonly Step[], seed: number): readonly Step[] {
  const dice = diceOf(seed ^ 0x10_90_07);
  if (!dice.chance(0.125)) return steps;
  const step = { kind: "logout" as const, seed: Math.floor(dice.next() * 2 ** 32), wait: 20 };
  const at = dice.between(0, steps.length);
  return [...steps.slice(0, at), step, ...steps.slice(at)];
}
