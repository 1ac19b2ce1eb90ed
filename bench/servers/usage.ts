import { monitorEventLoopDelay } from "node:perf_hooks";

const loopDelay = monitorEventLoopDelay({ resolution: 1 });

/** Resource use that every server of the bench reports. */
export const usage = {
  /** CPU time of the main thread alone, in µs. */
  mainThread(): number {
    const { user, system } = process.threadCpuUsage();
    return user + system;
  },
  /** The longest time since the last call in which the main thread ran nothing else, in ms. */
  longestStop(): number {
    const longest = loopDelay.max / 1e6;
    loopDelay.enable();
    loopDelay.reset();
    return longest;
  },
  /** CPU time of the whole process so far, including worker threads, in µs. */
  cpu(): number {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  /**
   * Memory in use after a garbage collection, in bytes: by JavaScript, and by the whole process,
   * including native parts of sockets.
   */
  memory(): { heap: number; resident: number } {
    globalThis.gc?.();
    globalThis.gc?.();
    const { heapUsed, external, rss } = process.memoryUsage();
    return { heap: heapUsed + external, resident: rss };
  },
};

/**
 * About as much text as taskwire sends for a new task, so that all servers send the same amount.
 */
export const eventText = (number: number): string =>
  JSON.stringify({
    topic: "board:bench",
    number,
    id: "01998c3e-5b6f-7a10-9c3e-5b6f7a109c3e",
    type: "task.created",
    subject: "01998c3e-5b6f-7a10-9c3e-5b6f7a109c3d",
    at: "2026-11-21T06:11:57.000Z",
    actor: "u0",
    data: { task: "x".repeat(480) },
  });
