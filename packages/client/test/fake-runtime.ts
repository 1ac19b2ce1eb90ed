import type { ClientRuntime } from "../src/runtime.ts";

/** A clock that the test moves, with known random numbers. */
export interface FakeRuntime extends ClientRuntime {
  /** The next values of `random()`. The last one repeats. */
  dice: number[];
  /** Sets the clock back, as when a wrong clock is corrected. Timers continue. */
  setBack(ms: number): void;
  /** Remaining times of the pending timers in ms, soonest first. */
  readonly waits: readonly number[];
  /** Moves the clock and runs the timers that become due, in order. */
  advance(ms: number): Promise<void>;
}

/** Resolves when all pending promises have run. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

export function createFakeRuntime(): FakeRuntime {
  let time = 0;
  let back = 0;
  let ids = 0;
  let timers: { at: number; run: () => void }[] = [];
  const dice = [0.5];
  return {
    dice,
    now: () => time - back,
    setBack(ms) {
      back += ms;
    },
    random: () => (dice.length > 1 ? (dice.shift() as number) : (dice[0] as number)),
    id: () => `key-${String(++ids).padStart(6, "0")}`,
    timer(ms, run) {
      const timer = { at: time + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    get waits() {
      return timers.map(({ at }) => at - time).sort((a, b) => a - b);
    },
    async advance(ms) {
      const end = time + ms;
      await settled();
      for (;;) {
        const due = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers = timers.filter((one) => one !== due);
        time = Math.max(time, due.at);
        due.run();
        await settled();
      }
      time = end;
    },
  };
}
