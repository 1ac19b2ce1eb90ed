import type { Runtime } from "../runtime.ts";

/** A {@link Runtime} on a clock that only moves when told to, with randomness from a seed: the same seed, the same run. */
export interface FakeRuntime extends Runtime {
  /** Moves the clock, running timers at their times and everything they set off. */
  advance(ms: number): Promise<void>;
  /** Runs what is due now, until nothing is. The clock stays. */
  settle(): Promise<void>;
}

/** mulberry32: small, fast, good enough to choose schedules. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
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
  const timers = new Map<number, { at: number; run: () => void }>();
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

  /** Takes the earliest timer that is due by then; of two at one time the older. */
  function nextTimer(by: number): (() => void) | undefined {
    let earliest: { key: number; at: number; run: () => void } | undefined;
    for (const [key, { at, run }] of timers)
      if (at <= by && (!earliest || at < earliest.at)) earliest = { key, at, run };
    if (!earliest) return undefined;
    timers.delete(earliest.key);
    time = Math.max(time, earliest.at);
    return earliest.run;
  }

  return {
    now: () => time,
    random,
    id: () => `id-${String(++count).padStart(9, "0")}`,
    timer(ms, run) {
      const key = ++count;
      timers.set(key, { at: time + Math.max(0, ms), run });
      return () => void timers.delete(key);
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
