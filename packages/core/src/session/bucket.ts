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

/** A bucket for each person who asks. Those that are full again are forgotten, so that as many people as like may come by. */
export class Buckets {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #refillMs: number;
  // Who asked last is at the end.
  readonly #buckets = new Map<string, { readonly bucket: Bucket; at: number }>();

  constructor({
    callsPerSecond,
    callBurst,
  }: { readonly callsPerSecond: number; readonly callBurst: number }) {
    this.#perSecond = callsPerSecond;
    this.#burst = callBurst;
    this.#refillMs = (callBurst / callsPerSecond) * 1000;
  }

  /** Takes one of this person's, or says in how many ms there will be one. */
  take(userId: string, now: number): 0 | number {
    for (const [other, { at }] of this.#buckets) {
      if (now - at < this.#refillMs) break;
      this.#buckets.delete(other);
    }
    const bucket =
      this.#buckets.get(userId)?.bucket ?? new Bucket(this.#perSecond, this.#burst, now);
    this.#buckets.delete(userId);
    this.#buckets.set(userId, { bucket, at: now });
    return bucket.take(now);
  }

  /** How many people it remembers. */
  get size(): number {
    return this.#buckets.size;
  }
}
