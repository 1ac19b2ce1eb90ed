import { monitorEventLoopDelay } from "node:perf_hooks";

/** How long this process's loop stood still at most, in ms. */
export interface LoopFigures {
  /** The CPU time of one turn: what others on the machine can't make longer. */
  readonly cpuMs: number;
  /** By the clock. */
  readonly wallMs: number;
}

const everyMs = 2;

/** Watches the loop of the process that calls it: between two runs of a short timer lies about one turn. */
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
    /** The figures since it began, or since they were read last. */
    take(): LoopFigures {
      const figures = { cpuMs: longest / 1000, wallMs: delays.max / 1e6 };
      longest = 0;
      // Nor does what the turn of this question has used so far count for the next figures.
      before = process.threadCpuUsage();
      delays.reset();
      return figures;
    },
    stop: () => clearInterval(timer),
  };
}
