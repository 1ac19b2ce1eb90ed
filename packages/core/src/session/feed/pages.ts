import { type Log, type Position, readPage } from "../../log/log.ts";
import { type Batch, splitIntoBatches } from "./batch.ts";

/**
 * A page of a topic's log in batches. `"gone"` means that the log does not have the event at the
 * position.
 */
export type Page = readonly Batch[] | "gone";

const maxPages = 32;

/** Pages of one topic's log. All connections that come back at the same time share them. */
export class Pages {
  readonly #log: Log;
  readonly #topic: string;
  readonly #pages = new Map<string, Promise<Page>>();

  constructor(log: Log, topic: string) {
    this.#log = log;
    this.#topic = topic;
  }

  /** Resolves to the page after a position. */
  after(position: Position): Promise<Page> {
    const key = `${position.number}~${position.id}`;
    let page = this.#pages.get(key);
    if (!page) {
      page = this.#read(position);
      this.#pages.set(key, page);
      page.catch(() => this.#pages.delete(key));
      if (this.#pages.size > maxPages)
        this.#pages.delete(this.#pages.keys().next().value as string);
    }
    return page;
  }

  /** Forgets all pages, because the log has grown or was replaced. */
  clear(): void {
    this.#pages.clear();
  }

  async #read(position: Position): Promise<Page> {
    const page = await readPage(this.#log, this.#topic, position);
    return page.status === "gone" ? "gone" : splitIntoBatches(this.#topic, page.events);
  }
}
