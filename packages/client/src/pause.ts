import type { ClientRuntime } from "./runtime.ts";

/** A state is read again at most once in this time, however much changes. */
const pauseMs = 1_000;

/** Spaces reads out over time. */
export interface Pause {
  /** Calls `run` as soon as the pause after the last read is over. */
  request(): void;
  /** Call it when a read begins. */
  begin(): void;
  cancel(): void;
}

export function createPause(runtime: ClientRuntime, run: () => void): Pause {
  let begunAt = -Infinity;
  let cancel: (() => void) | undefined;
  return {
    request() {
      // If the clock was set back, the wait is still at most one pause.
      const left = Math.min(pauseMs, Math.max(0, begunAt + pauseMs - runtime.now()));
      cancel ??= runtime.timer(left, () => {
        cancel = undefined;
        run();
      });
    },
    begin() {
      begunAt = runtime.now();
    },
    cancel() {
      cancel?.();
      cancel = undefined;
    },
  };
}
