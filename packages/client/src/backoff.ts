import type { ClientRuntime } from "./runtime.ts";

const firstMs = 500;
const maxMs = 20_000;
const stableMs = 30_000;

/**
 * Returns a function that says how long to wait, in ms, before the next attempt to connect. `openedAt` is
 * the time when the connection that has ended was opened, or Infinity if it never was.
 *
 * The wait is a random part of a limit that doubles from attempt to attempt, so that clients that lost one
 * server together don't come back together. Only a connection of at least 30 s starts the limit over: so a
 * server that accepts connections and drops them is spared too.
 */
export function createBackoff(runtime: ClientRuntime): (openedAt: number) => number {
  let failures = 0;
  return (openedAt) => {
    if (runtime.now() - openedAt >= stableMs) failures = 0;
    return runtime.random() * Math.min(maxMs, firstMs * 2 ** failures++);
  };
}
