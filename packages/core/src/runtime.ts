/**
 * Time, ids and randomness: the one port through which they reach taskwire. Nothing else in core reads a clock or makes
 * an id, so a whole system of nodes, clients and storage can run on a simulated clock from a seed.
 */
export interface Runtime {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** At least 0, below 1. */
  random(): number;
  /** A new id that sorts after all earlier ones of this process: a UUIDv7 or alike. */
  id(): string;
  /**
   * Calls `run` once after `ms` milliseconds. Returns what cancels it. Does not keep a process alive, but where `holds`
   * says that somebody waits for it: a command line that runs one command must not end between two tries.
   */
  timer(ms: number, run: () => void, holds?: boolean): () => void;
  /** Calls `run` at the end of this turn of the event loop: what comes together then leaves together. */
  turn(run: () => void): void;
}

let lastTime = 0;
let lastCount = 0;
let lastStamp = "";

/** UUIDv7 of RFC 9562 with a 12-bit counter within the millisecond (its method 1), so ids of one process sort by age. */
function uuidV7(): string {
  const time = Date.now();
  if (time > lastTime) {
    begin(time);
  } else if (++lastCount > 0xfff) {
    begin(lastTime + 1);
  }
  const count = (0x7000 | lastCount).toString(16);
  return `${lastStamp}-${count}-${crypto.randomUUID().slice(19)}`;
}

function begin(time: number): void {
  lastTime = time;
  lastCount = 0;
  const stamp = time.toString(16).padStart(12, "0");
  lastStamp = `${stamp.slice(0, 8)}-${stamp.slice(8)}`;
}

/** The machine's own clock, timers and randomness. */
export const systemRuntime: Runtime = {
  now: () => Date.now(),
  random: () => Math.random(),
  id: uuidV7,
  timer(ms, run, holds = false) {
    // setTimeout takes 31 bits; a longer wait would fire at once.
    const handle = setTimeout(run, Math.min(ms, 2 ** 31 - 1));
    if (!holds) handle.unref();
    return () => clearTimeout(handle);
  },
  turn: (run) => void setImmediate(run),
};
