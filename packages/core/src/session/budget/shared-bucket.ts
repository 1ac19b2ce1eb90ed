import type { Limits } from "../../protocol/limits.ts";
import { Bucket } from "./bucket.ts";

// The largest debt of a person who calls only this node, as a multiple of `callBurst`. It limits how
// long a person has to wait after one expensive call.
const debtPerBurst = 5;
// Reports of other nodes can't take this share of a person's calls. Up to eight nodes together then
// give no more than one rate, also if all of them give only this share.
const ownShare = 1 / 8;
// The largest debt is this many times higher if other nodes report what the person has spent there.
// Otherwise a part of what was spent on several nodes at the same moment would be forgiven.
const nodesInDebt = 8;

type Rates = Pick<Limits, "callsPerSecond" | "callBurst">;

/** The largest debt, in calls, of a person who calls only one node. */
const maxDebt = ({ callBurst }: Rates): number => debtPerBurst * callBurst;

/** The largest amount, in calls, that one piece of work costs. */
export const maxCost = (rates: Rates): number => maxDebt(rates) + rates.callBurst;

/**
 * One person's calls, which all nodes count together: a token bucket that pays for the person's work on
 * this node, and for the work that other nodes report. Anybody who can write to the transport can
 * forge such reports. So the person can always use a second, smaller bucket, which pays only for work
 * on this node.
 *
 * A call needs a token in one of the two buckets. The first bucket has paid for everything that the
 * nodes have reported. So if a call finds a token there, all nodes together have given at most one
 * budget up to this call, and what was not reported yet.
 */
export class SharedBucket {
  readonly #rates: Rates;
  readonly #all: Bucket;
  /** Undefined until another node reports something. Until then, the first bucket pays for the same work. */
  #own: Bucket | undefined;

  constructor(rates: Rates, now: number) {
    this.#rates = rates;
    this.#all = new Bucket(rates.callsPerSecond, rates.callBurst, now);
  }

  /** Takes one call and returns 0, or returns the time in ms until there is one. */
  take(now: number): 0 | number {
    const waitMs = this.waitMs(now, 1);
    if (waitMs === 0) this.charge(now, 1);
    return waitMs;
  }

  /** Charges for work on this node. Missing tokens become a debt, which the next tokens repay. */
  charge(now: number, calls: number): void {
    const debt = maxDebt(this.#rates);
    const cost = Math.min(calls, maxCost(this.#rates));
    this.#all.charge(now, cost, this.#own ? this.#maxDebtOfAll : debt);
    this.#own?.charge(now, cost, debt);
  }

  /** Charges for work that another node has reported. */
  chargeElsewhere(now: number, calls: number): void {
    this.#own ??= this.#createOwn(now);
    this.#all.charge(now, calls, this.#maxDebtOfAll);
  }

  /** Returns the time in ms until there are `tokens` tokens. With 0, the time until there is no debt. */
  waitMs(now: number, tokens: number): 0 | number {
    const waitMs = this.#all.waitMs(now, tokens);
    return this.#own ? Math.min(waitMs, this.#own.waitMs(now, tokens)) : waitMs;
  }

  /** Number of tokens; negative for a debt. */
  level(now: number): number {
    const level = this.#all.level(now);
    return this.#own ? Math.max(level, this.#own.level(now)) : level;
  }

  /** Whether a new bucket would be the same. */
  isFull(now: number): boolean {
    const { callBurst } = this.#rates;
    const isOwnFull = !this.#own || this.#own.level(now) >= ownShare * callBurst;
    return isOwnFull && this.#all.level(now) >= callBurst;
  }

  /** Until now, the first bucket has paid for work on this node only. So its debt is a debt here too. */
  #createOwn(now: number): Bucket {
    const { callsPerSecond, callBurst } = this.#rates;
    // A smaller bucket could never hold a whole call.
    const burst = Math.max(1, ownShare * callBurst);
    const own = new Bucket(ownShare * callsPerSecond, burst, now);
    own.charge(now, Math.max(0, burst - this.#all.level(now)), maxDebt(this.#rates));
    return own;
  }

  get #maxDebtOfAll(): number {
    return nodesInDebt * maxCost(this.#rates);
  }
}
