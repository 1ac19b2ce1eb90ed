import type { ClientRuntime } from "../src/runtime.ts";

/** A clock that a test moves by hand, with known randomness. */
export interface FakeRuntime extends ClientRuntime {
  /** What `random()` gives next; the last one goes on. */
  dice: number[];
  /** Sets the clock back, as somebody does whose clock was wrong; timers run on. */
  setBack(ms: number): void;
  /** The waits of the timers that are set, soonest first, in ms. */
  readonly waits: readonly number[];
  /** Moves the clock, and runs what is due on the way, in order. */
  advance(ms: number): Promise<void>;
}

/** Resolves when everything that follows from what has happened has happened. */
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
