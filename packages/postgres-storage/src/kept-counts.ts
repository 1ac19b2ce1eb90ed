import type { Collection, CountQuery } from "@taskwire/core/adapter";
import { Batcher, maxConcurrentReads } from "./batcher.ts";
import { quoted } from "./columns.ts";
import type { Database } from "./database.ts";
import { isTold, type ToldCollection, toldTables } from "./told.ts";

interface Request {
  readonly collection: ToldCollection;
  readonly person: string;
}

const maxRequestsPerRead = 1_000;

/**
 * Reads the kept counts of people's records, e.g. of unread notifications. When a message notifies many
 * people who are connected, all their counts are read with one statement.
 */
export class KeptCounts {
  readonly #database: Database;
  readonly #schema: string;
  readonly #batcher: Batcher<Request, number>;

  constructor(database: Database, schema: string) {
    this.#database = database;
    this.#schema = quoted(schema);
    this.#batcher = new Batcher((requests) => this.#read(requests), {
      maxConcurrent: maxConcurrentReads,
      maxSize: maxRequestsPerRead,
    });
  }

  /** The count of a person's records in the state that is counted. */
  of(collection: ToldCollection, person: string): Promise<number> {
    return this.#batcher.add({ collection, person });
  }

  whenIdle(): Promise<void> {
    return this.#batcher.whenIdle();
  }

  async #read(requests: readonly Request[]) {
    const counts = new Map<ToldCollection, ReadonlyMap<string, number>>();
    for (const collection of new Set(requests.map((one) => one.collection))) {
      const people = requests.filter((one) => one.collection === collection);
      counts.set(
        collection,
        await this.#readCounts(
          collection,
          people.map((one) => one.person),
        ),
      );
    }
    return requests.map(({ collection, person }) => ({
      value: counts.get(collection)?.get(person) ?? 0,
    }));
  }

  async #readCounts(
    collection: ToldCollection,
    people: readonly string[],
  ): Promise<ReadonlyMap<string, number>> {
    const { counts } = toldTables(this.#schema, collection);
    const [text] = await this.#database.read({
      text: `SELECT pg_catalog.json_agg(pg_catalog.json_build_array(person, number))::text FROM ${counts} WHERE person = ANY ($1::text[])`,
      values: [[...new Set(people)]],
    });
    return new Map(JSON.parse(String(text ?? "[]")) as [string, number][]);
  }
}

/** The collection and the person of a query that a kept count answers; undefined for other queries. */
export function keptCountOf(
  collection: Collection,
  { equals, where = [], after }: CountQuery,
): readonly [ToldCollection, person: string] | undefined {
  if (!isTold(collection) || where.length > 0 || after) return undefined;
  const { person, state } = collection.told;
  const owner = equals[person];
  const isAsked = equals[state.field] === state.counted && typeof owner === "string";
  return isAsked && Object.keys(equals).length === 2 ? [collection, owner] : undefined;
}
