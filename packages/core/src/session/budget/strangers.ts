import type { Limits } from "../../protocol/limits.ts";
import type { Runtime } from "../../runtime.ts";
import { Bucket } from "./bucket.ts";
import { networkOf } from "./network.ts";

// Maximum number of networks that are remembered. If there are more, the one that was refused
// longest ago is forgotten.
const maxNetworks = 50_000;

/**
 * Limits how often clients of one network may fail to authenticate, over WebSocket and HTTP together:
 * each attempt costs the app the check of a token.
 */
export interface Strangers {
  /** Returns the time in ms until this address may try again, or 0. */
  blockedMs(address: string): 0 | number;
  /** A client at this address sent no token, or a wrong one. */
  failed(address: string): void;
}

/** Counts failures by network, in memory. */
export class CountedStrangers implements Strangers {
  readonly #limits: Limits;
  readonly #runtime: Runtime;
  /** In the order of the last failures, the latest at the end. */
  readonly #networks = new Map<string, Bucket>();

  constructor(limits: Limits, runtime: Runtime) {
    this.#limits = limits;
    this.#runtime = runtime;
  }

  /** Number of networks that are remembered. */
  get size(): number {
    return this.#networks.size;
  }

  blockedMs(address: string): 0 | number {
    // Usually there are no failures. Then the address need not be parsed.
    if (this.#networks.size === 0) return 0;
    return this.#networks.get(networkOf(address))?.waitMs(this.#runtime.now(), 1) ?? 0;
  }

  failed(address: string): void {
    const now = this.#runtime.now();
    const { failuresPerSecond, failureBurst } = this.#limits;
    const network = networkOf(address);
    const bucket = this.#networks.get(network) ?? new Bucket(failuresPerSecond, failureBurst, now);
    bucket.charge(now, 1, 0);
    this.#networks.delete(network);
    this.#networks.set(network, bucket);
    this.#forget(now);
  }

  /** Forgets networks whose failures are long ago, and the oldest ones if there are too many. */
  #forget(now: number): void {
    for (const [network, bucket] of this.#networks) {
      const isFull = bucket.level(now) >= this.#limits.failureBurst;
      if (!isFull && this.#networks.size <= maxNetworks) return;
      this.#networks.delete(network);
    }
  }
}
