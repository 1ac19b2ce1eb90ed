import type { Lease } from "./leases.ts";

/** The places that an attempt leases. The node can use them after the attempt was committed. */
export class Leasing {
  readonly leases: Lease[] = [];
  readonly #ends: (() => void)[] = [];

  /** Calls a function when the attempt has ended. */
  onEnd(run: () => void): void {
    this.#ends.push(run);
  }

  /** Call it when the attempt has ended: it was committed, it conflicted, or it failed. */
  end(): void {
    for (const run of this.#ends.splice(0)) run();
  }
}
