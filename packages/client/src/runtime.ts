/**
 * Time, ids and randomness. The client gets them only from here, so a test can run it on a simulated
 * clock. The runtime of `@taskwire/core` has the same shape: one object can serve both.
 */
export interface ClientRuntime {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** At least 0, and below 1. */
  random(): number;
  /** A key for a call that has none. Nobody can guess it, and it is never the same twice. */
  id(): string;
  /** Calls `run` once, after `ms` milliseconds. Returns a function that cancels it. */
  timer(ms: number, run: () => void): () => void;
}

/** The clock, the timers and the randomness of the machine. */
export const systemRuntime: ClientRuntime = {
  now: () => Date.now(),
  random: () => Math.random(),
  // It begins with the time: a database stores the keys of one moment next to each other, which takes
  // less work. Not `crypto.randomUUID`, because pages over plain HTTP don't have it.
  id: () => Date.now() + crypto.getRandomValues(new Uint32Array(4)).join(),
  timer(ms, run) {
    // `setTimeout` only has 31 bits for the time. A longer wait would end at once.
    const handle = setTimeout(run, Math.min(ms, 2e9));
    return () => clearTimeout(handle);
  },
};
