import type { Inbox } from "../protocol/down/inbox.ts";
import type { Runtime } from "../runtime.ts";

/** A connection that follows its person's own topic. */
export interface InboxFollower {
  readonly userId: string;
  /** Whether it still does. */
  readonly followsInbox: boolean;
  /** The count is there. */
  counted(message: Inbox): void;
}

// When the storage couldn't be asked.
const againMs = 2_000;

/** What counting needs. */
export interface InboxCountsParts {
  readonly runtime: Runtime;
  readonly unread: (userId: string) => Promise<{ readonly unread: number; readonly at: number }>;
}

/** Tells people how much of their inbox is unread: counted once for all that came together, and for all connections of a person here. */
export class InboxCounts {
  readonly #parts: InboxCountsParts;
  readonly #waiting = new Map<string, Set<InboxFollower>>();
  readonly #counting = new Set<string>();

  constructor(parts: InboxCountsParts) {
    this.#parts = parts;
  }

  /** Something in a person's inbox has changed; who follows it is told soon. */
  want(reader: InboxFollower): void {
    const { userId } = reader;
    const waiting = this.#waiting.get(userId);
    if (waiting) return void waiting.add(reader);
    this.#waiting.set(userId, new Set([reader]));
    // One at a time: whoever asks while it is counted has it counted again.
    if (!this.#counting.has(userId)) this.#parts.runtime.turn(() => void this.#count(userId));
  }

  async #count(userId: string): Promise<void> {
    this.#counting.add(userId);
    let waiting: Set<InboxFollower> | undefined;
    try {
      for (waiting = this.#waiting.get(userId); waiting; waiting = this.#waiting.get(userId)) {
        this.#waiting.delete(userId);
        const { unread, at } = await this.#parts.unread(userId);
        for (const reader of waiting) reader.counted({ type: "inbox", unread, at });
      }
    } catch {
      // The storage is away. It is counted again soon: the next change may be long in coming.
      const readers = [...(waiting ?? []), ...(this.#waiting.get(userId) ?? [])];
      this.#waiting.delete(userId);
      this.#parts.runtime.timer(againMs, () => {
        for (const reader of readers) if (reader.followsInbox) this.want(reader);
      });
    } finally {
      this.#counting.delete(userId);
    }
  }
}
