import type { Log, LoggedEvent } from "../../log/log.ts";
import type { Runtime } from "../../runtime.ts";
import type { Transport } from "../../transport/transport.ts";
import { Feed } from "./feed.ts";

const pollMs = 2_000;
// Both answer what may be forged: so much later, everything that came meanwhile is answered at once.
const resyncMs = 50;
const restMs = 50;

interface Entry {
  readonly feed: Feed;
  users: number;
  readonly unsubscribe: Promise<() => void>;
}

/**
 * All topics that somebody on this node follows. Commits of this node, hints of others and the head poll make feeds
 * dirty; once a turn all dirty feeds deliver, so what comes together leaves together.
 */
export class Hub {
  readonly #log: Log;
  readonly #transport: Transport;
  readonly #runtime: Runtime;
  readonly #onError: (error: unknown) => void;
  readonly #feeds = new Map<string, Entry>();
  readonly #dirty = new Set<Feed>();
  readonly #hints = new Map<string, number>();
  #scheduled = false;
  #cancelPoll: (() => void) | undefined;
  #isPolling = false;
  #resyncs = false;
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
      const unsubscribe = this.#transport.subscribe(topic, (message) =>
        this.#hinted(topic, message),
      );
      const opened = unsubscribe.catch(this.#onError);
      const feed = new Feed(topic, this.#log, opened, {
        dirty: (dirty) => this.#mark(dirty),
        rest: (run) => void this.#runtime.timer(restMs, run),
      });
      const made: Entry = { feed, users: 0, unsubscribe };
      entry = made;
      this.#feeds.set(topic, made);
      // Who waits for it is told; who comes next gets another one.
      feed.ready.catch(() => this.#drop(made));
      if (!this.#cancelPoll && !this.#isPolling) this.#pollIn(pollMs);
    }
    entry.users++;
    return entry.feed;
  }

  release(feed: Feed): void {
    const entry = this.#feeds.get(feed.topic);
    if (entry?.feed === feed && --entry.users === 0) this.#drop(entry);
  }

  #drop(entry: Entry): void {
    // Another feed of the topic may have taken its place.
    if (this.#feeds.get(entry.feed.topic) === entry) this.#feeds.delete(entry.feed.topic);
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

  /** Ends it. The last hints go out now: a turn that comes later finds the transport closed. */
  close(): void {
    this.#closed = true;
    this.#publishHints();
    this.#cancelPoll?.();
    for (const { unsubscribe } of this.#feeds.values())
      unsubscribe.then((off) => off()).catch(this.#onError);
    this.#feeds.clear();
  }

  #hinted(topic: string, message: string): void {
    if (message === "") return this.#resync();
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
      if (this.#closed) return;
      const feeds = [...this.#dirty];
      this.#dirty.clear();
      for (const feed of feeds) feed.flush();
      this.#publishHints();
    });
  }

  #publishHints(): void {
    for (const [topic, number] of this.#hints) this.#transport.publish(topic, String(number));
    this.#hints.clear();
  }

  /** Hints may have got lost: all heads are compared soon, with one query however many topics it is said of. */
  #resync(): void {
    if (this.#resyncs || this.#closed) return;
    this.#resyncs = true;
    if (!this.#isPolling) this.#pollIn(resyncMs);
  }

  #pollIn(ms: number): void {
    this.#cancelPoll?.();
    this.#cancelPoll = this.#runtime.timer(ms, () => void this.#poll());
  }

  // A lost last hint leaves no gap to notice; comparing heads finds it.
  async #poll(): Promise<void> {
    this.#isPolling = true;
    this.#resyncs = false;
    const asked = [...this.#feeds.values()].map(({ feed }) => ({ feed, position: feed.position }));
    try {
      const heads =
        asked.length > 0 ? await this.#log.heads(asked.map(({ feed }) => feed.topic)) : [];
      for (const [i, { feed, position }] of asked.entries())
        if (heads[i]) feed.checkHead(heads[i], position);
    } catch (error) {
      this.#onError(error);
    }
    this.#isPolling = false;
    this.#cancelPoll = undefined;
    if (!this.#closed && this.#feeds.size > 0) this.#pollIn(this.#resyncs ? resyncMs : pollMs);
  }
}
