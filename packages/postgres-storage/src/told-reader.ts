import type { Collection, ListPage } from "@taskwire/core/adapter";
import { Batcher, maxConcurrentReads } from "./batcher.ts";
import type { Database } from "./database.ts";
import { type RecordRow, toRecord } from "./record-row.ts";
import type { ToldQuery } from "./told-list-function.ts";

interface Request {
  readonly collection: Collection;
  readonly index: string;
  readonly query: ToldQuery;
}

const maxRequestsPerRead = 64;

/**
 * Reads the records of many people by what they have in common. All requests of the same moment share one
 * statement for each index.
 */
export class ToldReader {
  readonly #database: Database;
  readonly #function: string;
  readonly #batcher: Batcher<Request, ListPage>;

  /** `listFunction` is the name of the function of `told-list-function.ts`. */
  constructor(database: Database, listFunction: string) {
    this.#database = database;
    this.#function = listFunction;
    this.#batcher = new Batcher((requests) => this.#read(requests), {
      maxConcurrent: maxConcurrentReads,
      maxSize: maxRequestsPerRead,
    });
  }

  list(collection: Collection, index: string, query: ToldQuery): Promise<ListPage> {
    return this.#batcher.add({ collection, index, query });
  }

  whenIdle(): Promise<void> {
    return this.#batcher.whenIdle();
  }

  async #read(requests: readonly Request[]) {
    const groups = new Map<string, Request[]>();
    for (const request of requests) {
      const key = `${request.collection.name} ${request.index}`;
      groups.set(key, [...(groups.get(key) ?? []), request]);
    }
    const pages = new Map<Request, ListPage>();
    await Promise.all([...groups.values()].map((group) => this.#readGroup(group, pages)));
    return requests.map((request) => ({ value: pages.get(request) as ListPage }));
  }

  async #readGroup(group: readonly Request[], pages: Map<Request, ListPage>): Promise<void> {
    const [{ collection, index }] = group as readonly [Request];
    const [text] = await this.#database.read({
      text: `SELECT ${this.#function}($1, $2, $3::jsonb)`,
      values: [collection.name, index, JSON.stringify(group.map(({ query }) => query))],
    });
    const found = JSON.parse(String(text)) as (RecordRow[] | null)[];
    group.forEach((request, i) => {
      const records = (found[i] ?? []).map((row) => toRecord(collection, row));
      pages.set(request, { records, next: null } as ListPage);
    });
  }
}
