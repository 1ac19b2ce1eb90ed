import type { Lease } from "./leases.ts";

/** The places that an attempt leases. The node has them once the attempt is committed. */
export class Leasing {
  readonly leases: Lease[] = [];
  readonly #ends: (() => void)[] = [];

  /** Calls a function when the attempt has ended. */
  onEnd(run: () => void): void {
    this.#ends.push(run);
  }

  /** The attempt has ended: it was committed, was in conflict, or failed. */
  end(): void {
    for (const run of this.#ends.splice(0)) run();
  }
}
