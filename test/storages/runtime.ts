import type { Runtime } from "@taskwire/core/adapter";
import { diceOf } from "../simulation/dice.ts";
import type { Busy } from "./busy.ts";

/** Time and ids that are the same on every storage: a second a command, ids in order. Nothing happens by itself. */
export function steadyRuntime(name: string, busy: Busy): Runtime & { tick(): void } {
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
    turn(run) {
      busy.begin();
      setImmediate(() => {
        run();
        busy.end();
      });
    },
  };
}
