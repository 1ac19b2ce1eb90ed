import { Bucket } from "@taskwire/core/adapter";

/**
 * Limits the calls of each user with a token bucket. Buckets that are full again are forgotten, so
 * the memory is bounded by the users who called within the last refill time.
 */
export class Buckets {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #refillMs: number;
  /** In the order of the users' last calls, the latest at the end. */
  readonly #buckets = new Map<string, { readonly bucket: Bucket; at: number }>();

  constructor({
    callsPerSecond,
    callBurst,
  }: { readonly callsPerSecond: number; readonly callBurst: number }) {
    this.#perSecond = callsPerSecond;
    this.#burst = callBurst;
    this.#refillMs = (callBurst / callsPerSecond) * 1000;
  }

  /**
   * Takes a call from the user's bucket and returns 0, or returns the ms until one is available.
   */
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

  /** Number of users that it remembers. */
  get size(): number {
    return this.#buckets.size;
  }
}
