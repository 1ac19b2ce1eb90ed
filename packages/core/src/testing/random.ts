/**
 * Numbers from 0 up to 1 that only look like chance: the same seed, the same numbers. mulberry32: small, fast, good enough
 * to choose schedules.
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
