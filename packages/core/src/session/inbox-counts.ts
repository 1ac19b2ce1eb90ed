import type { Inbox } from "../protocol/down/inbox.ts";
import type { Runtime } from "../runtime.ts";

/** A connection that follows its person's own topic. */
export interface InboxFollower {
  readonly userId: string;
  /**
   * The number of the last event of that topic that this node has delivered. A count that begins now
   * includes all events up to it.
   */
  readonly inboxNumber: number;
  /** Whether it still follows that topic. */
  readonly followsInbox: boolean;
  sendCount(message: Inbox): void;
}

/** The parameters of {@link InboxCounts}. */
export interface InboxCountsParts {
  readonly runtime: Runtime;
  readonly unread: (userId: string) => Promise<number>;
}

const retryMs = 2_000;

/**
 * Sends people the number of their unread notifications. One query serves all changes that come
 * together and all connections of the person on this node.
 */
export class InboxCounts {
  readonly #parts: InboxCountsParts;
  readonly #waiting = new Map<string, Set<InboxFollower>>();
  readonly #counting = new Set<string>();

  constructor(parts: InboxCountsParts) {
    this.#parts = parts;
  }

  /** Asks for the count, because the inbox has changed or a connection has begun to follow it. */
  request(follower: InboxFollower): void {
    const { userId } = follower;
    const waiting = this.#waiting.get(userId);
    if (waiting) return void waiting.add(follower);
    this.#waiting.set(userId, new Set([follower]));
    // One query at a time for each person. A request that comes during a query causes another one
    // after it.
    if (!this.#counting.has(userId)) queueMicrotask(() => void this.#count(userId));
  }

  async #count(userId: string): Promise<void> {
    this.#counting.add(userId);
    let waiting: Set<InboxFollower> | undefined;
    try {
      for (waiting = this.#waiting.get(userId); waiting; waiting = this.#waiting.get(userId)) {
        this.#waiting.delete(userId);
        // This number is taken before the count, and all connections of a person have the same. A
        // notification that arrives between the two may already be in this count. Its event then
        // asks for another count. If the number were taken after the count, a count without this
        // notification could have its number, and claim to contain it.
        const at = Math.max(...[...waiting].map(({ inboxNumber }) => inboxNumber));
        const unread = await this.#parts.unread(userId);
        for (const follower of waiting) follower.sendCount({ type: "inbox", unread, at });
      }
    } catch {
      // The storage can't be reached. It may take long until the inbox changes again, so the count
      // is tried again soon.
      const followers = [...(waiting ?? []), ...(this.#waiting.get(userId) ?? [])];
      this.#waiting.delete(userId);
      this.#parts.runtime.timer(retryMs, () => {
        for (const follower of followers) if (follower.followsInbox) this.request(follower);
      });
    } finally {
      this.#counting.delete(userId);
    }
  }
}
