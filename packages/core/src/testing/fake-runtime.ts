import type { Runtime } from "../runtime.ts";
import { randomFrom } from "./random.ts";
import { Timers } from "./timers.ts";

/** A {@link Runtime} on a clock that only moves when told to, with randomness from a seed: the same seed, the same run. */
export interface FakeRuntime extends Runtime {
  /** Moves the clock, running timers at their times and everything they set off. */
  advance(ms: number): Promise<void>;
  /** Runs what is due now, until nothing is. The clock stays. */
  settle(): Promise<void>;
  /** How many timers are set: none, once everything that used the runtime has ended. */
  readonly timers: number;
}

/**
 * Makes a fake runtime.
 *
 * @example
 * ```ts
 * const runtime = fakeRuntime({ seed: 7 });
 * runtime.timer(1000, () => console.log("a second later"));
 * await runtime.advance(1000);
 * ```
 */
export function fakeRuntime({
  seed = 1,
  now = Date.UTC(2026, 0, 1),
}: {
  readonly seed?: number;
  readonly now?: number;
} = {}): FakeRuntime {
  const random = randomFrom(seed);
  const timers = new Timers();
  let turns: (() => void)[] = [];
  let time = now;
  let count = 0;

  // One turn of the real loop lets every promise that can go on do so.
  const breathe = () => new Promise<void>((resolve) => void setImmediate(resolve));

  async function settle(): Promise<void> {
    await breathe();
    for (;;) {
      const next = nextTimer(time);
      const runs = turns;
      turns = [];
      if (runs.length === 0 && !next) return;
      for (const run of runs) run();
      next?.();
      await breathe();
    }
  }

  function nextTimer(by: number): (() => void) | undefined {
    const next = timers.take(by);
    if (next) time = Math.max(time, next.at);
    return next?.run;
  }

  return {
    now: () => time,
    random,
    id: () => `id-${String(++count).padStart(9, "0")}`,
    timer: (ms, run) => timers.set(time + Math.max(0, ms), run),
    get timers() {
      return timers.size;
    },
    turn: (run) => void turns.push(run),
    settle,
    async advance(ms) {
      const target = time + ms;
      await settle();
      for (let next = nextTimer(target); next; next = nextTimer(target)) {
        next();
        await settle();
      }
      time = target;
      await settle();
    },
  };
}
