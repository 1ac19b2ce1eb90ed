/** At most this many leases are kept. Without a lease, a command asks the storage. */
const maxLeases = 20_000;

/** Free places of one quota that this node may use. */
export interface Lease {
  /** The id of the record that guards the quota. */
  readonly id: string;
  /**
   * The version of the board's fence (see `QuotaPlace`) under which the places are leased. A commit that
   * uses a place checks it.
   */
  readonly fence: number;
  readonly left: number;
}

interface Held {
  readonly fence: number;
  left: number;
  /**
   * If fewer places than this are left, one command leases more, while other commands use the rest.
   */
  renewBelow: number;
}

/**
 * The places that this node has leased. A place counts as used when an attempt takes it, even if
 * the attempt fails. So a node can have too few places, but never too many.
 */
export class Leases {
  readonly #leases = new Map<string, Held>();
  /** The commands that are leasing, by the id of the quota's record. */
  readonly #leasing = new Map<string, Promise<void>>();

  /**
   * Takes places, and returns the version of the fence that the commit has to check. Undefined if this
   * node has too few.
   *
   * @param fence the current version of the fence, if it was read. A lease with another version has
   * ended
   */
  take(id: string, count: number, fence: number | undefined): number | undefined {
    const lease = this.#leases.get(id);
    if (!lease || lease.left < count) return undefined;
    if (fence !== undefined && fence !== lease.fence) return undefined;
    lease.left -= count;
    return lease.fence;
  }

  /**
   * Whether the caller should lease more now, before this node has no place left. Returns true to
   * one caller only. When half of the places that were left at that time have been used, returns
   * true to one more caller, and so on. If all callers waited until the last place, all would lease
   * at the same moment, and conflict with each other.
   */
  isRenewal(id: string): boolean {
    const lease = this.#leases.get(id);
    if (!lease || lease.left === 0 || lease.left >= lease.renewBelow) return false;
    lease.renewBelow = lease.left >> 1;
    return true;
  }

  /** Whether a command is leasing places of this quota. */
  isPending(id: string): boolean {
    return this.#leasing.has(id);
  }

  /** Resolves when the command that is leasing places of this quota has ended. */
  async pending(id: string): Promise<void> {
    await this.#leasing.get(id);
  }

  /**
   * Call it before leasing places. Call the returned function when this has ended, with or without
   * success.
   */
  begin(id: string): () => void {
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#leasing.set(id, ended);
    return () => {
      if (this.#leasing.get(id) === ended) this.#leasing.delete(id);
      end();
    };
  }

  /** Whether this node has leased places of this quota before. */
  knows(id: string): boolean {
    return this.#leases.has(id);
  }

  /** Adds the leases of a command that was committed. */
  learn(leases: readonly Lease[]): void {
    for (const { id, fence, left: more } of leases) {
      const known = this.#leases.get(id);
      if (!known && this.#leases.size >= maxLeases) this.#leases.clear();
      const left = more + (known?.fence === fence ? known.left : 0);
      this.#leases.set(id, { fence, left, renewBelow: left >> 1 });
    }
  }
}
