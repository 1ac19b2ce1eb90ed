import type { Runtime } from "@taskwire/core/adapter";
import { diceOf } from "../simulation/dice.ts";
import type { PendingWork } from "./pending-work.ts";

/**
 * Time and ids that are the same on every storage: one second per command, ids in order. No timer
 * runs by itself.
 */
export function deterministicRuntime(
  name: string,
  pending: PendingWork,
): Runtime & { tick(): void } {
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
      pending.begin();
      setImmediate(() => {
        run();
        pending.end();
      });
    },
  };
}
