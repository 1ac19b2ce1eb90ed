/** A token bucket: so many a second on average, so many at once. Time comes in. */
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

  /** Takes one, or says in how many ms there will be one. A clock that is set back refills nothing, and locks nobody out. */
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
