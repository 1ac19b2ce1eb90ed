import type { Runtime } from "../../runtime.ts";
import type { Transport } from "../../transport/transport.ts";
import { decodeSpending, encodeSpending, maxPeople } from "./spending-message.ts";

// A report is sent this long after somebody has spent a lot, and names all such people. Until then, the
// other nodes don't know of it.
const intervalMs = 10;
// The time until a failed subscription is tried again.
const retryMs = 10_000;

/** Amounts per person that all nodes count together. */
export interface SharedCounts {
  /** Returns the amount that the other nodes don't know yet. */
  takeUnshared(key: string): number;
  /**
   * Counts an amount that another node has reported. Anybody who can write to the transport can
   * forge such a report.
   */
  spentElsewhere(key: string, amount: number): void;
}

/**
 * Reports to the other nodes how much people have spent here. So nobody gets a whole budget on each
 * node. Only people who spend a lot are announced, so most people never cause a message. A lost
 * message costs little, and a forged one takes no more than a part of a person's budget.
 */
export class SharedSpending {
  readonly #channel: string;
  readonly #transport: Transport;
  readonly #runtime: Runtime;
  readonly #onError: (error: unknown) => void;
  readonly #node: string;
  // The people to announce.
  readonly #due = new Set<string>();
  #counts: SharedCounts | undefined;
  #cancelTimer: (() => void) | undefined;
  #cancelRetry: (() => void) | undefined;
  #unsubscribe: (() => void) | undefined;
  #isClosed = false;

  constructor(
    channel: string,
    transport: Transport,
    runtime: Runtime,
    onError: (error: unknown) => void,
  ) {
    this.#channel = channel;
    this.#transport = transport;
    this.#runtime = runtime;
    this.#onError = onError;
    this.#node = runtime.id();
  }

  /**
   * Begins to listen. After an error, it reports the error and tries again later. Calls work
   * meanwhile.
   */
  async start(counts: SharedCounts): Promise<void> {
    this.#counts = counts;
    try {
      const unsubscribe = await this.#transport.subscribe(this.#channel, (text) => {
        for (const [userId, calls] of decodeSpending(text, this.#node))
          counts.spentElsewhere(userId, calls);
      });
      if (this.#isClosed) unsubscribe();
      else this.#unsubscribe = unsubscribe;
    } catch (error) {
      if (this.#isClosed) return;
      this.#onError(error);
      this.#cancelRetry = this.#runtime.timer(retryMs, () => void this.start(counts));
    }
  }

  /** Announces a person soon. */
  announce(userId: string): void {
    if (this.#isClosed) return;
    this.#due.add(userId);
    this.#cancelTimer ??= this.#runtime.timer(intervalMs, () => this.#publish());
  }

  /** Ends it. The caller closes the transport next. */
  end(): void {
    if (this.#due.size > 0) this.#publish();
    this.#isClosed = true;
    this.#cancelRetry?.();
    this.#unsubscribe?.();
  }

  #publish(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const people = [...this.#due];
    this.#due.clear();
    for (let i = 0; i < people.length; i += maxPeople) {
      const spent = people
        .slice(i, i + maxPeople)
        .map((userId) => [userId, this.#counts?.takeUnshared(userId) ?? 0] as const);
      this.#transport.publish(this.#channel, encodeSpending(this.#node, spent));
    }
  }
}
