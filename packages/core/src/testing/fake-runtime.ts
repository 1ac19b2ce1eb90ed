import type { Runtime } from "../runtime.ts";
import { randomFrom } from "./random.ts";
import { Timers } from "./timers.ts";

/**
 * A {@link Runtime} for tests. Its clock only moves when you advance it. Its randomness comes from
 * a seed, so that a run can be repeated.
 */
export interface FakeRuntime extends Runtime {
  /**
   * Moves the clock. Runs all timers at their times, and everything that they cause. It does not wait for a database
   * outside of this process: then the clock can move on before a command is stored.
   */
  advance(ms: number): Promise<void>;
  /** Runs everything that is due now, until nothing is due. The clock does not move. */
  settle(): Promise<void>;
  /** How many timers are set. It is 0 when everything that used the runtime has ended. */
  readonly timers: number;
}

/**
 * Makes a fake runtime.
 *
 * A command that has a conflict with another one waits some milliseconds of this clock before it
 * tries again. So if a command does not end, advance the clock while you wait for it. On
 * PostgreSQL, commands and jobs run at the same time and have such conflicts.
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

  // One turn of the real event loop runs all microtasks.
  const runMicrotasks = () => new Promise<void>((resolve) => void setImmediate(resolve));

  async function settle(): Promise<void> {
    await runMicrotasks();
    for (;;) {
      const next = nextTimer(time);
      const runs = turns;
      turns = [];
      if (runs.length === 0 && !next) return;
      for (const run of runs) run();
      next?.();
      await runMicrotasks();
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
