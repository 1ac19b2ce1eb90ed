import type { Transport } from "@taskwire/core/adapter";
import type { FakeRuntime } from "@taskwire/core/testing";
import type { RewindableStorage } from "../../packages/core/test/support/rewindable-storage.ts";
import type { CountName, Counts } from "./counts.ts";
import type { Dice } from "./dice.ts";
import type { Noise, Plan } from "./plan.ts";
import type { Past } from "./reference/past.ts";

/** What everything in one run stands on. */
export interface Ground {
  readonly plan: Plan;
  readonly runtime: FakeRuntime;
  /** For what goes wrong by itself; steps have dice of their own. */
  readonly dice: Dice;
  readonly disk: RewindableStorage;
  readonly transport: Transport;
  readonly counts: Counts;
  readonly past: Past;
  /** What was found wrong on the way. */
  readonly problems: string[];
  /** Whether things go wrong by themselves. Off once the run is to come to rest. */
  isRough: boolean;
  /** `away`: the storage refuses everything. `silent`: it answers nothing. */
  storage: "up" | "away" | "silent";
  /** The transport carries nothing. */
  isDeaf: boolean;
  /** When something was last committed, in simulated ms. */
  committedAt: number;
  /** Somebody's right to follow the board is being looked up. */
  lookedUp: (userId: string) => void;
  /** Hears each frame that reaches a client. Absent: nobody listens. */
  trace?: (text: string) => void;
}

/** Whether a noise of the plan is heard now; counts it. */
export function happens({ plan, dice, counts, isRough }: Ground, noise: Noise): boolean {
  const rate = plan.noise[noise];
  if (!isRough || rate === undefined || !dice.chance(rate)) return false;
  counts[noise]++;
  return true;
}

export const count = ({ counts }: Ground, name: CountName): void => void counts[name]++;

export const later = ({ runtime }: Ground, ms: number): Promise<void> =>
  new Promise((resolve) => void runtime.timer(ms, resolve));
