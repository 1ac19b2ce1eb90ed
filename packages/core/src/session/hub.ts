import type { Log, LoggedEvent } from "../log/log.ts";
import type { Runtime } from "../runtime.ts";
import type { Transport } from "../transport/transport.ts";
import { Feed } from "./feed.ts";

const pollMs = 2_000;

/**
 * All topics that somebody on this node follows. Commits of this node, hints of others and the head poll make feeds
 * dirty; once a turn all dirty feeds deliver, so what comes together leaves together.
 */
export class Hub {
  readonly #log: Log;
  readonly #transport: Transport;
  readonly #runtime: Runtime;
  readonly #onError: (error: unknown) => void;
  readonly #feeds = new Map<string, { feed: Feed; users: number; unsubscribe: Promise<() => void> }>();
  readonly #dirty = new Set<Feed>();
  readonly #hints = new Map<string, number>();
  #scheduled = false;
  #cancelPoll: (() => void) | undefined;
  #closed = false;

  constructor(log: Log, transport: Transport, runtime: Runtime, onError: (error: unknown) => void) {
    this.#log = log;
    this.#transport = transport;
    this.#runtime = runtime;
    this.#onError = onError;
  }

  /** How many topics are followed here. */
  get size(): number {
    return this.#feeds.size;
  }

  /** Begins to use a topic; the feed is there to be joined once its `ready` resolves. Each `use` needs its {@link release}. */
  use(topic: string): Feed {
    let entry = this.#feeds.get(topic);
    if (!entry) {
      // Subscribed before the head is read: no commit falls between the two.
      const unsubscribe = this.#transport.subscribe(topic, (message) => this.#hinted(topic, message));
      const opened = unsubscribe.catch(this.#onError);
      const feed = new Feed(topic, this.#log, opened, (dirty) => this.#mark(dirty));
      feed.ready.catch(() => this.#feeds.delete(topic));
      entry = { feed, users: 0, unsubscribe };
      this.#feeds.set(topic, entry);
      this.#cancelPoll ??= this.#runtime.timer(pollMs, () => void this.#poll());
    }
    entry.users++;
    return entry.feed;
  }

  release(feed: Feed): void {
    const entry = this.#feeds.get(feed.topic);
    if (!entry || entry.feed !== feed || --entry.users > 0) return;
    this.#feeds.delete(feed.topic);
    entry.unsubscribe.then((off) => off()).catch(this.#onError);
  }

  /** What this node has committed: delivered from memory where somebody follows it, hinted to the other nodes. */
  committed(events: readonly LoggedEvent[]): void {
    for (const event of events) {
      this.#feeds.get(event.topic)?.feed.offer(event);
      this.#hints.set(event.topic, event.number);
    }
    this.#schedule();
  }

  close(): void {
    this.#closed = true;
    this.#cancelPoll?.();
    for (const { unsubscribe } of this.#feeds.values()) unsubscribe.then((off) => off()).catch(this.#onError);
    this.#feeds.clear();
  }

  #hinted(topic: string, message: string): void {
    const number = /^\d{1,15}$/.test(message) ? Number(message) : 0;
    this.#feeds.get(topic)?.feed.hint(number);
  }

  #mark(feed: Feed): void {
    this.#dirty.add(feed);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#closed) return;
    this.#scheduled = true;
    this.#runtime.turn(() => {
      this.#scheduled = false;
      const feeds = [...this.#dirty];
      this.#dirty.clear();
      for (const feed of feeds) feed.flush();
      for (const [topic, number] of this.#hints) this.#transport.publish(topic, String(number));
      this.#hints.clear();
    });
  }

  // A lost last hint leaves no gap to notice; comparing heads finds it.
  async #poll(): Promise<void> {
    const feeds = [...this.#feeds.values()].map(({ feed }) => feed);
    try {
      const heads = feeds.length > 0 ? await this.#log.heads(feeds.map(({ topic }) => topic)) : [];
      for (const [i, head] of heads.entries()) feeds[i]?.checkHead(head);
    } catch (error) {
      this.#onError(error);
    }
    this.#cancelPoll = undefined;
    if (!this.#closed && this.#feeds.size > 0) this.#cancelPoll = this.#runtime.timer(pollMs, () => void this.#poll());
  }
}
