/**
 * Time, ids and randomness: the one port through which they reach the client, so that a test plays it on a simulated
 * clock from a seed. The same shape as the one of `@taskwire/core`; one object can serve both.
 */
export interface ClientRuntime {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** At least 0, below 1. */
  random(): number;
  /** A key for a call that brings none: unguessable, never the same twice. */
  id(): string;
  /** Calls `run` once after `ms` milliseconds. Returns what cancels it. */
  timer(ms: number, run: () => void): () => void;
}

// Not `crypto.randomUUID`, because pages over plain HTTP don't have it.
const randomId = () =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("");

/** The machine's own clock, timers and randomness. */
export const systemRuntime: ClientRuntime = {
  now: () => Date.now(),
  random: () => Math.random(),
  id: randomId,
  timer(ms, run) {
    // setTimeout takes 31 bits; a longer wait would fire at once.
    const handle = setTimeout(run, Math.min(ms, 2 ** 31 - 1));
    return () => clearTimeout(handle);
  },
};
