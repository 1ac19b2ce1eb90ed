import type { Log, LoggedEvent } from "../../log/log.ts";
import { isUserTopic } from "../../model/topic.ts";
import type { Observers } from "../../observe/observers.ts";
import type { Runtime } from "../../runtime.ts";
import type { Transport } from "../../transport/transport.ts";
import { Feed, type FeedParts } from "./feed.ts";
import { Pages } from "./pages.ts";

const pollMs = 2_000;
// After a lost or a wrong hint, the hub waits before it asks the storage, so that one query answers
// many hints.
const resyncMs = 50;
const pauseMs = 50;

/**
 * All topics that somebody follows on this node. A feed becomes dirty if something may have to be
 * delivered: after a commit of this node, a hint of another node, or a poll of heads. All dirty
 * feeds deliver at the end of this turn of the event loop, so that events that arrive together are
 * sent together.
 */
export class Hub {
  readonly #log: Log;
  readonly #transport: Transport;
  readonly #isAlone: boolean;
  readonly #runtime: Runtime;
  readonly #onError: (error: unknown) => void;
  readonly #feedParts: FeedParts;
  readonly #pages: Pages;
  readonly #feeds = new Map<string, Feed>();
  readonly #dirty = new Set<Feed>();
  // Hints to publish at the end of this turn of the event loop: the highest number of each topic.
  readonly #ownHints = new Map<string, number>();
  #isFlushScheduled = false;
  #cancelPoll: (() => void) | undefined;
  #isPolling = false;
  #isResyncDue = false;
  #isClosed = false;

  /** @param isAlone whether no other node gets the messages of the transport */
  constructor(
    log: Log,
    transport: Transport,
    runtime: Runtime,
    onError: (error: unknown) => void,
    observers?: Observers,
    isAlone = false,
  ) {
    this.#log = log;
    this.#transport = transport;
    this.#isAlone = isAlone;
    this.#runtime = runtime;
    this.#onError = onError;
    this.#pages = new Pages(log);
    this.#feedParts = {
      log,
      pages: this.#pages,
      markDirty: (feed) => {
        this.#dirty.add(feed);
        this.#scheduleFlush();
      },
      pause: (run) => void runtime.timer(pauseMs, run),
      transport: isAlone ? undefined : transport,
      resync: () => this.#resync(),
      onError,
      delivered:
        observers &&
        (([oldest, ...others], from) => {
          const lagMs = Math.max(0, runtime.now() - Date.parse(oldest?.at ?? ""));
          observers.observed({ type: "delivery", events: 1 + others.length, from, lagMs });
        }),
    };
  }

  /** How many topics are followed here. */
  get size(): number {
    return this.#feeds.size;
  }

  /**
   * Returns the feed of a topic, and opens it for the first user. It can be joined once its `ready`
   * has resolved. Each `use` needs a {@link release}.
   */
  use(topic: string): Feed {
    const feed = this.#feeds.get(topic) ?? this.#open(topic);
    feed.users++;
    return feed;
  }

  /** Ends one use of a feed. The last user closes it. */
  release(feed: Feed): void {
    if (this.#feeds.get(feed.topic) === feed && --feed.users === 0) this.#drop(feed);
  }

  /**
   * Takes what this node has committed: its feeds deliver it from memory, and other nodes get
   * hints.
   */
  committed(events: readonly LoggedEvent[]): void {
    for (const event of events) {
      this.#feeds.get(event.topic)?.committed(event);
      // On this node, nobody needs the hints about people.
      if (!this.#isAlone || !isUserTopic(event.topic))
        this.#ownHints.set(event.topic, event.number);
    }
    this.#scheduleFlush();
  }

  /**
   * Ends all feeds. Publishes the last hints at once, because the caller closes the transport next.
   */
  close(): void {
    this.#isClosed = true;
    this.#publishHints();
    this.#cancelPoll?.();
    for (const feed of this.#feeds.values()) feed.close();
    this.#feeds.clear();
  }

  #open(topic: string): Feed {
    const feed = new Feed(topic, this.#feedParts);
    this.#feeds.set(topic, feed);
    // `ready` tells its users about the failure. The next user gets a new feed.
    feed.ready.catch(() => this.#drop(feed));
    if (!this.#cancelPoll && !this.#isPolling) this.#pollIn(pollMs);
    return feed;
  }

  #drop(feed: Feed): void {
    // A new feed of the topic may have taken the place of one that failed.
    if (this.#feeds.get(feed.topic) === feed) this.#feeds.delete(feed.topic);
    this.#pages.clear(feed.topic);
    feed.close();
  }

  #scheduleFlush(): void {
    if (this.#isFlushScheduled || this.#isClosed) return;
    this.#isFlushScheduled = true;
    this.#runtime.turn(() => {
      this.#isFlushScheduled = false;
      if (this.#isClosed) return;
      const feeds = [...this.#dirty];
      this.#dirty.clear();
      // The feeds of people are flushed first. A connection does not send the events of its person at
      // once, because it waits for the unread count. The events of the other topics arrive during this
      // wait, and go out in the same write.
      for (const feed of feeds) if (feed.isOfPerson) feed.flush();
      for (const feed of feeds) if (!feed.isOfPerson) feed.flush();
      this.#publishHints();
    });
  }

  #publishHints(): void {
    for (const [topic, number] of this.#ownHints) this.#transport.publish(topic, String(number));
    this.#ownHints.clear();
  }

  /**
   * Compares all heads soon, because hints may have been lost. One query is enough, even if hints
   * of many topics were lost.
   */
  #resync(): void {
    if (this.#isResyncDue || this.#isClosed) return;
    this.#isResyncDue = true;
    if (!this.#isPolling) this.#pollIn(resyncMs);
  }

  #pollIn(ms: number): void {
    this.#cancelPoll?.();
    this.#cancelPoll = this.#runtime.timer(ms, () => void this.#poll());
  }

  // Finds lost hints. If the last hint of a topic is lost, no later event shows the gap.
  async #poll(): Promise<void> {
    this.#isPolling = true;
    this.#isResyncDue = false;
    const asked = [...this.#feeds.values()].map((feed) => ({ feed, position: feed.position }));
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
    if (!this.#isClosed && this.#feeds.size > 0)
      this.#pollIn(this.#isResyncDue ? resyncMs : pollMs);
  }
}
