import type { Collection, ListPage, ListQuery } from "@taskwire/core/adapter";
import { Batcher, maxConcurrentReads } from "./batcher.ts";
import type { Database } from "./database.ts";
import { listStatement } from "./list.ts";
import { type RecordRow, toRecord } from "./record-row.ts";

/** A query for the records with each of these texts in the first field of an index. */
interface Request {
  readonly collection: Collection;
  readonly field: string;
  readonly query: ListQuery & { readonly each: readonly string[] };
}

const maxRequestsPerRead = 64;

/**
 * Reads lists of several values, e.g. everybody's preferences for a task and its board. All
 * requests of the same moment share one statement for each index. To plan a statement takes longer than to run
 * it, and a further value costs little.
 */
export class EachReader {
  readonly #database: Database;
  readonly #schema: string;
  readonly #batcher: Batcher<Request, ListPage>;

  constructor(database: Database, schema: string) {
    this.#database = database;
    this.#schema = schema;
    this.#batcher = new Batcher((requests) => this.#read(requests), {
      maxConcurrent: maxConcurrentReads,
      maxSize: maxRequestsPerRead,
    });
  }

  /** The page of a query; undefined if it can't share a statement with others. */
  list(collection: Collection, query: ListQuery): Promise<ListPage> | undefined {
    const { index, equals, each, order, after } = query;
    const [field = ""] = collection.indexes[index] ?? [];
    const isText = collection.fields[field]?.startsWith("te") === true;
    const canShare = isText && order !== "desc" && !after && Object.keys(equals).length === 0;
    if (!canShare || !each?.every((value) => typeof value === "string")) return undefined;
    return this.#batcher.add({ collection, field, query: { ...query, each } });
  }

  whenIdle(): Promise<void> {
    return this.#batcher.whenIdle();
  }

  async #read(requests: readonly Request[]) {
    const groups = new Map<string, Request[]>();
    for (const request of requests) {
      const key = `${request.collection.name} ${request.query.index} ${request.query.limit}`;
      groups.set(key, [...(groups.get(key) ?? []), request]);
    }
    const pages = new Map<Request, ListPage>();
    await Promise.all([...groups.values()].map((group) => this.#readGroup(group, pages)));
    return requests.map((request) => ({ value: pages.get(request) as ListPage }));
  }

  async #readGroup(group: readonly Request[], pages: Map<Request, ListPage>): Promise<void> {
    const [{ collection, field, query }] = group as readonly [Request];
    const all = { ...query, each: [...new Set(group.flatMap(({ query }) => query.each))] };
    const [column] = await this.#database.read(listStatement(this.#schema, collection, all));
    const place = 2 + Object.keys(collection.fields).indexOf(field);
    const found = Map.groupBy(
      JSON.parse(String(column ?? "[]")) as RecordRow[],
      (row) => row[place],
    );
    for (const request of group) {
      // Each request gets objects of its own, because its caller may change them.
      const own = request.query.each.flatMap((value) => found.get(value) ?? []);
      const records = own.map((row) => toRecord(collection, row));
      pages.set(request, { records, next: null } as ListPage);
    }
  }
}
