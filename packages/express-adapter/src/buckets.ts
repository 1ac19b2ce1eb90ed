import { Bucket } from "@taskwire/core/adapter";

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
