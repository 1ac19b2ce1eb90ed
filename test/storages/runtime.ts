import type { Runtime } from "@taskwire/core";
import { type Dice, diceFrom } from "../sync/dice.ts";

/** mulberry32. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  return diceFrom(() => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  });
}

/** Time and ids that are the same on every storage: a second a command, ids in order. Nothing happens by itself. */
export function steadyRuntime(name: string): Runtime & { tick(): void } {
  const dice = diceOf(7);
  let now = Date.UTC(2026, 0, 1);
  let count = 0;
  return {
    now: () => now,
    tick: () => {
      now += 1_000;
    },
    random: () => dice.next(),
    id: () => `${name}-${String(++count).padStart(7, "0")}`,
    timer(ms, run, holds) {
      if (!holds) return () => {};
      const handle = setTimeout(run, ms);
      return () => clearTimeout(handle);
    },
    turn: (run) => void setImmediate(run),
  };
}
