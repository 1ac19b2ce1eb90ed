import type { ClientRuntime } from "./runtime.ts";

const firstMs = 500;
const longestMs = 20_000;
const stableMs = 30_000;

/** How long to wait before the next attempt to connect. */
export interface Backoff {
  /** A connection came to be. */
  opened(): void;
  /** The connection or the attempt has ended: the wait before the next one, in ms. */
  next(): number;
}

/**
 * Exponential with full jitter: anything from 0 to the bound, so that clients who lost one server together come back
 * spread out. Only a connection that held for 30 s counts as a success: a server that accepts and drops stays spared.
 */
export function createBackoff(runtime: ClientRuntime): Backoff {
  let failures = 0;
  let openedAt: number | undefined;
  return {
    opened() {
      openedAt = runtime.now();
    },
    next() {
      if (openedAt !== undefined && runtime.now() - openedAt >= stableMs) failures = 0;
      openedAt = undefined;
      return runtime.random() * Math.min(longestMs, firstMs * 2 ** failures++);
    },
  };
}
