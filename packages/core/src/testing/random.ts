/**
 * Makes a random number generator (mulberry32) for numbers from 0 up to 1. The same seed gives the
 * same numbers. It is small and fast, and good enough for tests.
 *
 * @example
 * ```ts
 * const random = randomFrom(7);
 * random(); // the same in every run
 * ```
 */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
