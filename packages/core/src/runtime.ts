/**
 * The port for time, ids and randomness. Nothing else in core reads a clock or makes an id, so a test can
 * run a whole system of nodes, clients and storage on a simulated clock, from a seed.
 */
export interface Runtime {
  /** The current time in milliseconds since 1970, UTC. */
  now(): number;
  /**
   * Milliseconds, with fractions, of a clock that nobody can set back or forward (a monotonic
   * clock). Only to measure how long something takes, for observers. Default: {@link now}.
   */
  monotonic?(): number;
  /** A random number, at least 0 and below 1. */
  random(): number;
  /** A new id that sorts after all earlier ids of this process, such as a UUIDv7. */
  id(): string;
  /**
   * 32 random bytes as text, which nobody can guess: for tokens. Default: those of the machine, also in a runtime
   * that simulates everything else.
   */
  secret?(): string;
  /**
   * Calls `run` once after `ms` milliseconds. Returns a function that cancels it. A timer keeps the
   * process alive only with `holds`, for waits in the middle of a call: a command-line program that
   * runs one command must not end between two attempts.
   */
  timer(ms: number, run: () => void, holds?: boolean): () => void;
  /** Calls `run` at the end of this turn of the event loop, to send together what arrived together. */
  turn(run: () => void): void;
}

let lastTime = 0;
let lastCount = 0;
let lastStamp = "";

/**
 * A UUIDv7 of RFC 9562 with a 12-bit counter in each millisecond (the RFC's method 1), so the ids of one
 * process sort by age.
 */
function uuidV7(): string {
  const time = Date.now();
  if (time > lastTime) {
    startMillisecond(time);
  } else if (++lastCount > 0xfff) {
    startMillisecond(lastTime + 1);
  }
  const count = (0x7000 | lastCount).toString(16);
  return `${lastStamp}-${count}-${crypto.randomUUID().slice(19)}`;
}

function startMillisecond(time: number): void {
  lastTime = time;
  lastCount = 0;
  const stamp = time.toString(16).padStart(12, "0");
  lastStamp = `${stamp.slice(0, 8)}-${stamp.slice(8)}`;
}

/** 32 bytes of the machine's secure randomness, in hexadecimal. */
export const randomSecret = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");

/**
 * The machine's own clock, timers and randomness.
 *
 * @example
 * ```ts
 * const taskwire = createTaskwire({ runtime: systemRuntime }); // the default
 * ```
 */
export const systemRuntime: Runtime = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  random: () => Math.random(),
  id: uuidV7,
  secret: randomSecret,
  timer(ms, run, holds = false) {
    // The delay of setTimeout has 31 bits. A longer one would fire at once.
    const handle = setTimeout(run, Math.min(ms, 2 ** 31 - 1));
    // A browser has numbers instead of timers, and its page stays open anyway.
    if (!holds && typeof handle === "object") handle.unref();
    return () => clearTimeout(handle);
  },
  turn: (run) => void (typeof setImmediate === "undefined" ? setTimeout(run) : setImmediate(run)),
};
