import type { Inbox } from "../protocol/down/inbox.ts";
import type { Runtime } from "../runtime.ts";

type Send = (message: Inbox) => void;

/** What counting needs. */
export interface InboxCountsParts {
  readonly runtime: Runtime;
  readonly unread: (userId: string) => Promise<{ readonly unread: number; readonly at: number }>;
}

/** Tells people how much of their inbox is unread: counted once for all that came together, and for all connections of a person here. */
export class InboxCounts {
  readonly #parts: InboxCountsParts;
  readonly #waiting = new Map<string, Set<Send>>();
  readonly #counting = new Set<string>();

  constructor(parts: InboxCountsParts) {
    this.#parts = parts;
  }

  /** Something in a person's inbox has changed; who follows it is told soon. */
  want(userId: string, send: Send): void {
    const waiting = this.#waiting.get(userId);
    if (waiting) return void waiting.add(send);
    this.#waiting.set(userId, new Set([send]));
    // One at a time: whoever asks while it is counted has it counted again.
    if (!this.#counting.has(userId)) this.#parts.runtime.turn(() => void this.#count(userId));
  }

  async #count(userId: string): Promise<void> {
    this.#counting.add(userId);
    try {
      for (let waiting = this.#waiting.get(userId); waiting; waiting = this.#waiting.get(userId)) {
        this.#waiting.delete(userId);
        const { unread, at } = await this.#parts.unread(userId);
        for (const send of waiting) send({ type: "inbox", unread, at });
      }
    } catch {
      // The storage is away. The next change asks again, and so does whoever comes back.
      this.#waiting.delete(userId);
    } finally {
      this.#counting.delete(userId);
    }
  }
}
