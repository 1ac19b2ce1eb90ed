import { randomFrom } from "@taskwire/core/testing";

/** Random choices, all derived from one seed. */
export interface Dice {
  /** At least 0 and below 1. */
  next(): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  pick<T>(list: readonly T[]): T;
}

export const diceOf = (seed: number): Dice => diceFrom(randomFrom(seed));

export function diceFrom(next: () => number): Dice {
  return {
    next,
    chance: (probability) => next() < probability,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick<T>(list: readonly T[]): T {
      if (list.length === 0) throw new Error("There is nothing to pick from.");
      return list[Math.floor(next() * list.length)] as T;
    },
  };
}
