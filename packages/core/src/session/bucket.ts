/**
 * A token bucket: limits how often something may happen on average, and how often at once. The
 * caller gives the time.
 *
 * @example
 * ```ts
 * const bucket = new Bucket(10, 20, Date.now());
 * const retryAfterMs = bucket.take(Date.now()); // 0: go on
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
   * Takes one token and returns 0. If there is none, returns in how many ms there will be one. If
   * the clock was set back, nothing is added, and nobody is locked out.
   */
  take(now: number): 0 | number {
    this.#level = Math.min(
      this.#burst,
      this.#level + (Math.max(0, now - this.#at) / 1000) * this.#perSecond,
    );
    this.#at = now;
    if (this.#level < 1) return Math.ceil(((1 - this.#level) / this.#perSecond) * 1000);
    this.#level--;
    return 0;
  }
}
