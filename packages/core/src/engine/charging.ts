import type { RateName } from "../model/quota.ts";

/**
 * Learns the costs of a call while the call runs. Calls of the app's own code have no such object,
 * because they cost nothing.
 */
export interface Charging {
  /** The call has read or written this many records and events. */
  rows(userId: string, rows: number): void;
  /** The call has succeeded with this result. */
  answered(userId: string, json: string): void;
  /**
   * The call has the token of this link.
   *
   * @throws {TaskwireError} `rate_limited` if there were too many calls about it.
   */
  foundLink?(linkId: string): void;
  /** Counts the use of the quotas on amounts per hour and per day. */
  readonly rates: Rates;
}

/** Counts the use of the quotas on amounts per hour and per day. The keys are ids of people, or pairs of them. */
export interface Rates {
  /** How much more is allowed now. Infinite without a quota. */
  left(rate: RateName, key: string): number;
  /** Time in ms until this amount will be allowed, if nothing else is counted meanwhile. */
  waitMs(rate: RateName, key: string, amount: number): number;
  /** Counts something that has happened. */
  add(rate: RateName, key: string, amount: number): void;
}
