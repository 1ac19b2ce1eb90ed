import type { ReactionEvent } from "@taskwire/core";
import type { Transport } from "@taskwire/core/adapter";
import type { FakeRuntime } from "@taskwire/core/testing";
import type { RewindableStorage } from "../../packages/core/test/support/rewindable-storage.ts";
import type { CountName, Counts } from "./counts.ts";
import type { Dice } from "./dice.ts";
import type { Noise, Plan } from "./plan.ts";
import type { Past } from "./reference/past.ts";

/** The state that all parts of one run share. */
export interface RunContext {
  readonly plan: Plan;
  readonly runtime: FakeRuntime;
  /** For the random faults. Each step has dice of its own. */
  readonly dice: Dice;
  readonly disk: RewindableStorage;
  readonly transport: Transport;
  readonly counts: Counts;
  readonly past: Past;
  /** Everything found wrong so far. */
  readonly problems: string[];
  /** Whether random faults happen. Turned off when the run comes to rest. */
  hasFaults: boolean;
  /** `away`: the storage rejects every call. `silent`: it never answers. */
  storage: "up" | "away" | "silent";
  /** While true, the transport delivers nothing. */
  isDeaf: boolean;
  /** How far the clocks of all servers were set ahead, in ms, to let data grow old. */
  age: number;
  /** Simulated time of each commit of the current log, in ms. */
  readonly times: number[];
  /** Called with each event that a reaction gets. */
  onReaction: (event: ReactionEvent) => void;
  /** Users and keys of commands that were sent to a node directly: quotas of a time don't count them. */
  readonly uncounted: Set<string>;
  /** Simulated time of the last commit, in ms. */
  committedAt: number;
  /** The ids of sessions that the app has ended. */
  readonly endedSessions: Set<string>;
  /** Called when a node looks up a user's right to follow the board. */
  onMemberRead: (userId: string) => void;
  /** Called with each frame that reaches a client. */
  trace?: (text: string) => void;
}

/** Decides whether a random fault of the plan happens now, and counts it. */
export function happens({ plan, dice, counts, hasFaults }: RunContext, noise: Noise): boolean {
  const rate = plan.noise[noise];
  if (!hasFaults || rate === undefined || !dice.chance(rate)) return false;
  counts[noise]++;
  return true;
}

export const count = ({ counts }: RunContext, name: CountName): void => void counts[name]++;

export const later = ({ runtime }: RunContext, ms: number): Promise<void> =>
  new Promise((resolve) => void runtime.timer(ms, resolve));
