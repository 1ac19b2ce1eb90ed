import { monitorEventLoopDelay } from "node:perf_hooks";

/** The longest time that this process's event loop was blocked, in ms. */
export interface LoopFigures {
  /** CPU time of the longest turn, which other processes can't prolong. */
  readonly cpuMs: number;
  /** Wall-clock time of the longest turn. */
  readonly wallMs: number;
}

const everyMs = 2;

/**
 * Watches the event loop of the calling process. About one turn passes between two runs of a short
 * timer.
 */
export function watchLoop() {
  const delays = monitorEventLoopDelay({ resolution: everyMs });
  delays.enable();
  let before = process.threadCpuUsage();
  let longest = 0;
  const timer = setInterval(() => {
    const now = process.threadCpuUsage();
    longest = Math.max(longest, now.user + now.system - before.user - before.system);
    before = now;
  }, everyMs).unref();
  return {
    /** Returns the figures since the start or the last call. */
    take(): LoopFigures {
      const figures = { cpuMs: longest / 1000, wallMs: delays.max / 1e6 };
      longest = 0;
      // The turn that runs now must not count for the next figures.
      before = process.threadCpuUsage();
      delays.reset();
      return figures;
    },
    stop: () => clearInterval(timer),
  };
}
