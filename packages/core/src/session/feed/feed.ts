import { TaskwireError } from "../../errors.ts";
import type { Reached } from "../../log/cursor.ts";
import { type Log, type LoggedEvent, type Position, readPage, start } from "../../log/log.ts";
import type { DeliveryObservation } from "../../model/observation.ts";
import { isUserTopic } from "../../model/topic.ts";
import type { Transport } from "../../transport/transport.ts";
import { Batch, splitIntoBatches } from "./batch.ts";
import { each, type Few, withOne, withoutOne } from "./few.ts";
import { type Follower, Followers } from "./followers.ts";
import { type HintListener, listenToHints } from "./hints.ts";
import type { Page, Pages } from "./pages.ts";
import { changesRights } from "./rights.ts";

/** Server code that needs every event of a topic. */
export interface Watcher {
  event(event: LoggedEvent): void;
  /** Called when some events may never arrive here, because the log was replaced or trimmed. */
  reset(): void;
}

/** The parts of its hub that a feed uses. */
export interface FeedParts {
  readonly log: Log;
  /** The pages of all topics on this node. */
  readonly pages: Pages;
  /** Asks the hub to call {@link Feed.flush} at the end of this turn of the event loop. */
  readonly markDirty: (feed: Feed) => void;
  /** Calls `run` after a short pause. */
  readonly pause: (run: () => void) => void;
  /** Undefined if there are no other nodes. Then no hints arrive. */
  readonly transport: Transport | undefined;
  /**
   * Call it when hints may have been lost. The hub then reads the heads of all topics, after a short
   * wait, and compares them with the feeds.
   */
  readonly resync: () => void;
  readonly onError: (error: unknown) => void;
  /** Is told of each delivery. Undefined: nobody observes the node. */
  readonly delivered: ((events: readonly LoggedEvent[], from: DeliverySource) => void) | undefined;
}

type DeliverySource = DeliveryObservation["from"];

const opened = Promise.resolve();

/**
 * One topic on this node. The feed knows how far the topic was delivered here, and who follows it
 * live.
 *
 * It only delivers events whose numbers follow each other without a gap. The events of this node's
 * own commits come from memory. If a hint or a poll shows that there are more, the feed reads them
 * from the log.
 */
export class Feed implements HintListener {
  readonly topic: string;
  /** How many parts of the node use it. The hub counts them. */
  users = 0;
  /** The last event that was delivered. Valid once {@link ready} has resolved. */
  position: Reached = start;
  readonly #parts: FeedParts;
  // Undefined until the first follower joins.
  #followers: Followers | undefined;
  #watchers: Few<Watcher>;
  // Events that this node committed and has not delivered yet, by number. There are none most of the
  // time.
  #committed: Map<number, LoggedEvent> | undefined;
  // Undefined once the topic can be followed.
  #opening: Promise<void> | undefined;
  // The highest number that a commit, a hint or the log has mentioned.
  #announced = 0;
  #isOpen = false;
  #isReading = false;
  #isPausing = false;
  #isClosed = false;
  #stopHints: (() => void) | undefined;

  constructor(topic: string, parts: FeedParts) {
    this.topic = topic;
    this.#parts = parts;
    this.#opening = this.#open();
  }

  /** Whether it is the topic of a person, with the events of the inbox. */
  get isOfPerson(): boolean {
    return isUserTopic(this.topic);
  }

  /** Resolves when the topic can be followed. Rejects if its head could not be read. */
  get ready(): Promise<void> {
    return this.#opening ?? opened;
  }

  /** Adds a live follower. It must already have every event up to {@link position}. */
  join(follower: Follower): void {
    this.#followers ??= new Followers();
    this.#followers.add(follower);
  }

  leave(follower: Follower): void {
    this.#followers?.delete(follower);
  }

  /**
   * Yields the live followers. If `people` is given, followers with `involved` access are included
   * only if they belong to these people. Followers with more access are always included.
   */
  followers(people: readonly string[] | null): Iterable<Follower> {
    return this.#followers?.select(people) ?? [];
  }

  get hasFollowers(): boolean {
    for (const _ of this.followers(null)) return true;
    return false;
  }

  watch(watcher: Watcher): void {
    this.#watchers = withOne(this.#watchers, watcher);
  }

  unwatch(watcher: Watcher): void {
    this.#watchers = withoutOne(this.#watchers, watcher);
  }

  /** Takes an event that this node has committed, so that it need not be read from the log. */
  committed(event: LoggedEvent): void {
    if (event.number > this.position.number) {
      this.#committed ??= new Map();
      this.#committed.set(event.number, event);
    }
    this.hint(event.number);
  }

  /**
   * Notes that the topic may have reached this number. A wrong hint costs one read of the log, and
   * at most twenty such reads happen in a second.
   */
  hint(number: number): void {
    if (number > this.#announced) this.#announced = number;
    this.#askForFlush();
  }

  missed(): void {
    this.#parts.resync();
  }

  /** Ends the feed. The hub calls it when nobody uses the feed any more. */
  close(): void {
    this.#isClosed = true;
    try {
      this.#stopHints?.();
    } catch (error) {
      this.#parts.onError(error);
    }
  }

  /**
   * Checks a head that was read from the storage. The second parameter is the position of the feed
   * before that read. If the head is lower than this position, or has the same number and another
   * id, the log was replaced.
   */
  checkHead(head: Position, { number, id }: Position): void {
    if (!this.#isOpen || this.#isReading) return;
    if (head.number < number || (head.number === number && head.id !== id)) this.#reset(head);
    else this.hint(head.number);
  }

  /**
   * Checks whether the log still has the last event that was delivered, and resets the feed if not.
   */
  checkLog(): void {
    void this.#read();
  }

  /**
   * Delivers the events that have arrived. The hub calls it at most once in a turn of the event
   * loop.
   */
  flush(): void {
    if (!this.#isOpen) return;
    const events: LoggedEvent[] = [];
    for (let next = this.position.number + 1; ; next++) {
      const event = this.#committed?.get(next);
      if (!event) break;
      events.push(event);
    }
    this.#deliver(events, this.position.head, "commit");
    if (this.#isBehind() && !this.#isPausing) void this.#read();
  }

  /**
   * Resolves to the page of the log after a position. Subscriptions that ask for the same page at
   * the same moment share one read.
   */
  pageAfter(position: Position): Promise<Page> {
    return this.#parts.pages.after(this.topic, position);
  }

  async #open(): Promise<void> {
    const { transport, onError } = this.#parts;
    if (transport) this.#stopHints = await listenToHints(this, transport, onError);
    if (this.#isClosed) this.close();
    // The head is read only after the subscription to hints works. Otherwise a commit in between
    // would be missed.
    const [head] = await this.#parts.log.heads([this.topic]);
    this.position = head ?? this.position;
    this.#isOpen = true;
    this.#opening = undefined;
    this.hint(this.#announced);
  }

  #isBehind(): boolean {
    return this.#announced > this.position.number;
  }

  #askForFlush(): void {
    if (this.#isOpen && this.#isBehind()) this.#parts.markDirty(this);
  }

  async #read(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    // This read answers all hints so far, wrong ones too. So they are forgotten here. A hint that
    // comes during the read causes another read.
    const announced = this.#announced;
    this.#announced = 0;
    try {
      const page = await readPage(this.#parts.log, this.topic, this.position);
      if (page.status === "gone") {
        const [head] = await this.#parts.log.heads([this.topic]);
        this.#reset(head ?? start);
        return;
      }
      if (page.events.length === 0) this.#pause();
      // Commits of this node may have moved the position during the read.
      const newer = page.events.filter(({ number }) => number > this.position.number);
      this.#deliver(newer, page.head, "log");
      this.#announced = Math.max(
        this.#announced,
        page.head.number,
        ...(this.#committed?.keys() ?? []),
      );
    } catch (error) {
      // The next hint or poll tries again; an immediate retry would only add load to a storage that can't
      // be reached. The hub reports such a storage.
      if (!(error instanceof TaskwireError)) this.#parts.onError(error);
      this.#announced = Math.max(this.#announced, announced);
      return;
    } finally {
      this.#isReading = false;
    }
    this.#askForFlush();
  }

  // Called after a read that found no new events, usually because of a wrong hint. Thousands of wrong
  // hints may follow, so all hints that arrive during the pause share the next read.
  #pause(): void {
    if (this.#isPausing) return;
    this.#isPausing = true;
    this.#parts.pause(() => {
      this.#isPausing = false;
      this.#askForFlush();
    });
  }

  #deliver(events: readonly LoggedEvent[], head: Position | undefined, from: DeliverySource): void {
    const batches = this.#batches(events, head);
    if (batches.length > 0) {
      this.#parts.pages.clear(this.topic);
      this.#parts.delivered?.(events, from);
    }
    for (const batch of batches) {
      this.position = batch.end;
      // After the events of an inbox, a frame with the unread count is sent. It can go out in the same
      // write.
      const hasMore = batch !== batches.at(-1) || this.isOfPerson;
      this.#followers?.deliver(batch, hasMore);
      for (const watcher of each(this.#watchers))
        for (const event of batch.events) watcher.event(event);
      if (changesRights(batch.last)) this.#followers?.applyRights(batch.last);
    }
    for (const number of this.#committed?.keys() ?? [])
      if (number <= this.position.number) this.#committed?.delete(number);
    if (this.#committed?.size === 0) this.#committed = undefined;
  }

  // If nobody follows the topic, no frame is made. Then the lengths of the events don't matter, and the JSON of
  // an event that has none yet is not made to learn its length.
  #batches(events: readonly LoggedEvent[], head: Position | undefined): readonly Batch[] {
    if (events.length === 0) return [];
    if (this.hasFollowers) return splitIntoBatches(this.topic, events, head);
    return [new Batch(this.topic, events, head)];
  }

  #reset(head: Position): void {
    this.position = head;
    this.#announced = head.number;
    this.#committed = undefined;
    this.#parts.pages.clear(this.topic);
    this.#followers?.reset();
    for (const watcher of [...each(this.#watchers)]) watcher.reset();
  }
}
