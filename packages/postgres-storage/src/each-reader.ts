import { setImmediate } from "node:timers/promises";
import type { Collection, ListPage, ListQuery } from "@taskwire/core/adapter";
import { Batcher, maxConcurrentReads } from "./batcher.ts";
import type { Database } from "./database.ts";
import { listStatement } from "./list.ts";
import { type RecordRow, toRecord } from "./record-row.ts";

/** A query for the records with each of some texts in the first field of an index. */
type Query = ListQuery & { readonly each: readonly string[] };

// With fewer queries for each read, commands that come together would be committed in smaller batches.
const maxQueriesPerRead = 64;
/** Maximum number of values in a query. Larger queries run alone. */
const maxValues = 4;
/** After this many records, the main thread does other work before it decodes more. */
const maxInOneGo = 1_000;

/** PostgreSQL stores other texts differently or not at all, so they are asked for alone. */
const isOrdinary = (value: unknown): boolean =>
  typeof value === "string" && !value.includes("\0") && value.isWellFormed();

/**
 * Reads lists of a few values, e.g. everybody's preferences for a task and its board. Queries of
 * one index that come at the same moment share a statement. Planning a statement takes longer than
 * running it. A further value costs little.
 */
export class EachReader {
  readonly #database: Database;
  readonly #schema: string;
  readonly #batchers = new Map<string, Batcher<Query, ListPage>>();

  constructor(database: Database, schema: string) {
    this.#database = database;
    this.#schema = schema;
  }

  /** The page of a query; undefined if it can't share a statement with others. */
  list(collection: Collection, query: ListQuery): Promise<ListPage> | undefined {
    const { index, equals, each, order, after } = query;
    const { name, indexes, fields } = collection;
    const [field = ""] = Object.hasOwn(indexes, index) ? (indexes[index] ?? []) : [];
    const isText = fields[field] === "text" || fields[field] === "text?";
    const isPlain = order !== "desc" && !after && Object.keys(equals).length === 0;
    if (!isText || !isPlain || !each || each.length > maxValues || !each.every(isOrdinary))
      return undefined;
    const key = `${name} ${index}`;
    const batcher = this.#batchers.get(key) ?? this.#batcher(collection, field);
    this.#batchers.set(key, batcher);
    return batcher.add({ ...query, each: each as readonly string[] });
  }

  async whenIdle(): Promise<void> {
    await Promise.all([...this.#batchers.values()].map((batcher) => batcher.whenIdle()));
  }

  #batcher(collection: Collection, field: string): Batcher<Query, ListPage> {
    const place = 2 + Object.keys(collection.fields).indexOf(field);
    const read = async (queries: readonly Query[]) => {
      const each = [...new Set(queries.flatMap((query) => query.each))];
      const limit = Math.max(...queries.map((query) => query.limit));
      const all = { ...(queries[0] as Query), each, limit };
      const [column] = await this.#database.read(listStatement(this.#schema, collection, all));
      const rows = JSON.parse(String(column ?? "[]")) as RecordRow[];
      const found = Map.groupBy(rows, (row) => row[place]);
      const pages: { value: ListPage }[] = [];
      let decoded = 0;
      for (const query of queries) {
        const own = query.each.flatMap((value) => found.get(value)?.slice(0, query.limit) ?? []);
        decoded += own.length;
        if (decoded > maxInOneGo) {
          await setImmediate();
          decoded = 0;
        }
        // Each query gets objects of its own, because its caller may change them.
        const records = own.map((row) => toRecord(collection, row));
        pages.push({ value: { records, next: null } as ListPage });
      }
      return pages;
    };
    return new Batcher(read, { maxConcurrent: maxConcurrentReads, maxSize: maxQueriesPerRead });
  }
}
