import { type Log, type Position, readPage } from "../../log/log.ts";
import { type Batch, splitIntoBatches } from "./batch.ts";

/**
 * A page of a topic's log in batches. `"gone"` means that the log does not have the event at the
 * position.
 */
export type Page = readonly Batch[] | "gone";

/** The pages of all topics together take at most about this many bytes. */
const maxBytes = 16 * 1024 * 1024;
// A page in memory has its texts several times: in the events, as JSON and in frames.
const copies = 4;
/** About how many bytes a page takes in memory besides its texts. */
const bytesOfPage = 4 * 1024;

interface Entry {
  readonly topic: string;
  readonly page: Promise<Page>;
  bytes: number;
}

/** Pages of logs. All connections that come back at the same time share them. */
export class Pages {
  readonly #log: Log;
  // The oldest comes first.
  readonly #entries = new Map<string, Entry>();
  readonly #keysOf = new Map<string, Set<string>>();
  #bytes = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Resolves to the page of a topic after a position. */
  after(topic: string, position: Position): Promise<Page> {
    const key = `${topic}~${position.number}~${position.id}`;
    const known = this.#entries.get(key);
    if (known) return known.page;
    const entry: Entry = { topic, page: this.#read(topic, position), bytes: 0 };
    this.#entries.set(key, entry);
    const keys = this.#keysOf.get(topic);
    if (keys) keys.add(key);
    else this.#keysOf.set(topic, new Set([key]));
    entry.page.then(
      (page) => this.#weigh(key, entry, page),
      () => this.#remove(key, entry),
    );
    return entry.page;
  }

  /** Forgets the pages of a topic: its log has grown or was replaced, or nobody follows it. */
  clear(topic: string): void {
    for (const key of this.#keysOf.get(topic) ?? []) {
      this.#bytes -= this.#entries.get(key)?.bytes ?? 0;
      this.#entries.delete(key);
    }
    this.#keysOf.delete(topic);
  }

  /**
   * Counts the bytes of a page that has arrived. Forgets the oldest pages if all together take too
   * many bytes.
   */
  #weigh(key: string, entry: Entry, page: Page): void {
    if (this.#entries.get(key) !== entry) return;
    entry.bytes = bytesOfPage;
    if (page !== "gone") for (const batch of page) entry.bytes += copies * batch.bytes;
    this.#bytes += entry.bytes;
    for (const [oldest, one] of this.#entries) {
      if (this.#bytes <= maxBytes) break;
      this.#remove(oldest, one);
    }
  }

  #remove(key: string, entry: Entry): void {
    if (this.#entries.get(key) !== entry) return;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
    const keys = this.#keysOf.get(entry.topic);
    keys?.delete(key);
    if (keys?.size === 0) this.#keysOf.delete(entry.topic);
  }

  async #read(topic: string, position: Position): Promise<Page> {
    const page = await readPage(this.#log, topic, position);
    return page.status === "gone" ? "gone" : splitIntoBatches(topic, page.events, page.head);
  }
}
