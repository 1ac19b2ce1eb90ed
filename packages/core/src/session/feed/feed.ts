import { type Log, type LoggedEvent, type Position, readPage, start } from "../../log/log.ts";
import type { Access } from "../../model/access.ts";
import type { PreparedFrame } from "../link.ts";
import { type Batch, changesRights, segments } from "./batch.ts";

/** Somebody who follows a topic live. */
export interface Follower {
  readonly userId: string;
  /** What they are called now. */
  readonly name: string;
  readonly access: Access;
  /** Whether it has joined the feed. */
  readonly live: boolean;
  /** The last number that this reader knows of. */
  sent: number;
  send(frame: PreparedFrame): void;
  /** Sends what may get lost: nothing where much is waiting already. */
  sendLossy(frame: PreparedFrame): void;
  /** A membership of the reader's own changed, by this event of the topic. */
  rightsChanged(event: LoggedEvent): void;
  /** The log behind the topic is another one. */
  gone(): void;
}

/** What a feed asks of its hub. */
export interface FeedParts {
  /** There is something to deliver: {@link Feed.flush} it at the end of the turn. */
  readonly dirty: (feed: Feed) => void;
  /** Runs something a moment later. */
  readonly rest: (run: () => void) => void;
}

/**
 * One topic on this node: where it stands, and who follows it live. It advances only by contiguous events: handed over
 * by a commit on this node, or read from the log when a hint or the head poll says that there are more.
 */
export class Feed {
  readonly topic: string;
  /** Everything up to here was delivered. Meaningful once {@link ready}. */
  position: Position = start;
  readonly ready: Promise<void>;
  readonly #log: Log;
  readonly #parts: FeedParts;
  readonly #all = new Set<Follower>();
  // Apart by person: an event that concerns one of a thousand is offered to one of a thousand.
  readonly #involved = new Map<string, Set<Follower>>();
  readonly #watchers = new Map<(event: LoggedEvent) => void, () => void>();
  readonly #waiting = new Map<number, LoggedEvent>();
  readonly #pages = new Map<string, Promise<Batch[] | "gone">>();
  #known = 0;
  #reading = false;
  #resting = false;
  #open = false;

  constructor(topic: string, log: Log, opened: Promise<unknown>, parts: FeedParts) {
    this.topic = topic;
    this.#log = log;
    this.#parts = parts;
    this.ready = opened.then(async () => {
      const [head] = await log.heads([topic]);
      this.position = head ?? this.position;
      this.#open = true;
      this.hint(this.#known);
    });
  }

  get idle(): boolean {
    return this.#all.size === 0 && this.#involved.size === 0 && this.#watchers.size === 0;
  }

  /** Follows live. The reader has to have everything up to {@link position}. */
  join(reader: Follower): void {
    if (reader.access === "all") this.#all.add(reader);
    else
      this.#involved.set(
        reader.userId,
        (this.#involved.get(reader.userId) ?? new Set()).add(reader),
      );
  }

  leave(reader: Follower): void {
    this.#all.delete(reader);
    const own = this.#involved.get(reader.userId);
    if (own?.delete(reader) && own.size === 0) this.#involved.delete(reader.userId);
  }

  /** Who follows live; with `people`, of those who don't see all only these. */
  *readers(people: readonly string[] | null): Generator<Follower, undefined> {
    yield* this.#all;
    for (const userId of people ?? this.#involved.keys()) yield* this.#involved.get(userId) ?? [];
  }

  /** Hears every event, for the server's own use; `gone`: the log is another one, or some of it was never heard. */
  watch(watcher: (event: LoggedEvent) => void, gone: () => void = () => {}): () => void {
    this.#watchers.set(watcher, gone);
    return () => void this.#watchers.delete(watcher);
  }

  /** Takes an event that this node has committed. */
  offer(event: LoggedEvent): void {
    if (event.number > this.position.number) this.#waiting.set(event.number, event);
    this.hint(event.number);
  }

  /** Somebody says that the topic has got this far. May be wrong: then it costs a read, at most twenty a second. */
  hint(number: number): void {
    if (number > this.#known) this.#known = number;
    if (this.#open && this.#known > this.position.number) this.#parts.dirty(this);
  }

  /**
   * What the storage says is the head. Behind where the feed was when it was asked, or with another event there, means
   * another log.
   */
  checkHead(head: Position, { number, id }: Position): void {
    if (!this.#open || this.#reading) return;
    if (head.number < number || (head.number === number && head.id !== id)) this.#reset(head);
    else this.hint(head.number);
  }

  /** Looks whether the log still has what was delivered. */
  doubt(): void {
    void this.#read();
  }

  /** Delivers what has come. Called once a turn. */
  flush(): void {
    if (!this.#open) return;
    const events: LoggedEvent[] = [];
    for (let next = this.position.number + 1; ; next++) {
      const event = this.#waiting.get(next);
      if (!event) break;
      this.#waiting.delete(next);
      events.push(event);
    }
    this.#deliver(segments(this.topic, events));
    if (this.#known > this.position.number && !this.#resting) void this.#read();
  }

  /** A page of the log behind a position, cut where rights change; shared by all who return at once. */
  page(after: Position): Promise<Batch[] | "gone"> {
    const key = `${after.number}~${after.id}`;
    let page = this.#pages.get(key);
    if (!page) {
      page = readPage(this.#log, this.topic, after).then((read) =>
        read.status === "gone" ? "gone" : segments(this.topic, read.events),
      );
      this.#pages.set(key, page);
      page.catch(() => this.#pages.delete(key));
      if (this.#pages.size > 32) this.#pages.delete(this.#pages.keys().next().value as string);
    }
    return page;
  }

  async #read(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    // This read answers every hint up to now, forged ones too; what is hinted meanwhile asks again.
    const known = this.#known;
    this.#known = 0;
    try {
      const read = await readPage(this.#log, this.topic, this.position);
      if (read.status === "gone") {
        const [head] = await this.#log.heads([this.topic]);
        this.#reset(head ?? start);
        return;
      }
      if (read.events.length === 0) this.#rest();
      // Commits of this node may have carried the feed on meanwhile.
      const fresh = read.events.filter(({ number }) => number > this.position.number);
      this.#deliver(segments(this.topic, fresh));
      this.#known = Math.max(this.#known, read.head.number, ...this.#waiting.keys());
    } catch {
      // The storage is away. Not at once again: the next hint or head poll asks.
      this.#known = Math.max(this.#known, known);
      return;
    } finally {
      this.#reading = false;
    }
    if (this.#known > this.position.number) this.#parts.dirty(this);
  }

  // A hint was wrong. Whoever sends such may send ten thousand: they share the next read.
  #rest(): void {
    if (this.#resting) return;
    this.#resting = true;
    this.#parts.rest(() => {
      this.#resting = false;
      if (this.#known > this.position.number) this.#parts.dirty(this);
    });
  }

  #deliver(batches: readonly Batch[]): void {
    if (batches.length > 0) this.#pages.clear();
    for (const batch of batches) {
      this.position = { number: batch.last.number, id: batch.last.id };
      this.#sendAll(batch);
      this.#sendInvolved(batch);
      for (const watcher of this.#watchers.keys()) for (const event of batch.events) watcher(event);
      this.#applyRights(batch.last);
    }
    for (const number of this.#waiting.keys())
      if (number <= this.position.number) this.#waiting.delete(number);
  }

  #sendAll(batch: Batch): void {
    if (this.#all.size === 0) return;
    for (const reader of this.#all) send(reader, batch.frameFor("all", "", reader.sent + 1), batch);
  }

  #sendInvolved(batch: Batch): void {
    if (this.#involved.size === 0) return;
    const people = batch.concerned() ?? this.#involved.keys();
    for (const userId of people) {
      for (const reader of this.#involved.get(userId) ?? []) {
        send(reader, batch.frameFor("involved", userId, reader.sent + 1), batch);
      }
    }
  }

  #applyRights(event: LoggedEvent): void {
    if (!changesRights(event)) return;
    const own = [...this.#all].filter(({ userId }) => userId === event.subject);
    for (const reader of [...own, ...(this.#involved.get(event.subject) ?? [])])
      reader.rightsChanged(event);
  }

  #reset(head: Position): void {
    this.position = head;
    this.#known = head.number;
    this.#waiting.clear();
    this.#pages.clear();
    for (const reader of [...this.#all, ...[...this.#involved.values()].flatMap((own) => [...own])])
      reader.gone();
    for (const gone of [...this.#watchers.values()]) gone();
  }
}

function send(reader: Follower, frame: PreparedFrame | undefined, { last }: Batch): void {
  if (!frame) return;
  reader.sent = last.number;
  reader.send(frame);
}
