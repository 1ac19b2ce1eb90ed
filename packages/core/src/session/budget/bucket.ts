/**
 * A token bucket: limits how often something may happen on average, and how often at once. The
 * caller passes the current time.
 *
 * @example
 * ```ts
 * const bucket = new Bucket(10, 20, systemRuntime.now());
 * const retryAfterMs = bucket.take(systemRuntime.now()); // 0: go on
 * ```
 */
export class Bucket {
  readonly #perSecond: number;
  readonly #burst: number;
  #level: number;
  #at: number;

  constructor(perSecond: number, burst: number, now: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#level = burst;
    this.#at = now;
  }

  /**
   * Takes one token and returns 0. If there is none, returns the time in ms until there is one. If
   * the clock was set back, nothing is added, and nobody is locked out.
   */
  take(now: number): 0 | number {
    const waitMs = this.waitMs(now, 1);
    if (waitMs === 0) this.#level--;
    return waitMs;
  }

  /**
   * Takes tokens for something that has happened already. Missing tokens become a debt of at most
   * `maxDebt`, which the next tokens repay.
   */
  charge(now: number, tokens: number, maxDebt: number): void {
    this.#refill(now);
    this.#level = Math.max(Math.min(this.#level, -maxDebt), this.#level - tokens);
  }

  /**
   * Returns the time in ms until there are `tokens` tokens. With 0, the time until there is no
   * debt.
   */
  waitMs(now: number, tokens: number): 0 | number {
    this.#refill(now);
    if (this.#level >= tokens) return 0;
    return Math.ceil(((tokens - this.#level) / this.#perSecond) * 1000);
  }

  /** Number of tokens; negative for a debt. */
  level(now: number): number {
    this.#refill(now);
    return this.#level;
  }

  #refill(now: number): void {
    this.#level = Math.min(
      this.#burst,
      this.#level + (Math.max(0, now - this.#at) / 1000) * this.#perSecond,
    );
    this.#at = now;
  }
}
