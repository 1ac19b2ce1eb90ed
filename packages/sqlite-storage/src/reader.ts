import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Collection, Storage } from "@taskwire/core/adapter";
import { Misuse } from "./failure.ts";
import { findKeySql, keyRecord } from "./key-writer.ts";
import { LogReader } from "./log-reader.ts";
import { TableReader } from "./table-reader.ts";

type Answer<Method extends "get" | "list" | "count" | "events" | "heads"> = Awaited<
  ReturnType<Storage[Method]>
>;

/**
 * The reading methods of the storage, on a connection of their own. They are synchronous: a read
 * from the page cache takes less time than a message to another thread.
 */
export class Reader {
  readonly #tables: ReadonlyMap<string, TableReader>;
  readonly #log: LogReader;
  readonly #key: StatementSync;
  readonly #begin: StatementSync;
  readonly #end: StatementSync;

  constructor(db: DatabaseSync, collections: readonly Collection[]) {
    this.#tables = new Map(
      collections.map((collection) => [collection.name, new TableReader(db, collection)]),
    );
    this.#log = new LogReader(db, collections);
    this.#key = db.prepare(findKeySql);
    this.#begin = db.prepare("BEGIN");
    this.#end = db.prepare("COMMIT");
  }

  get(...[refs, key]: Parameters<Storage["get"]>): Answer<"get"> {
    return this.#atOneMoment(() => ({
      records: refs.map(({ collection, id }) => this.#table(collection).get(id)),
      repeated: key ? keyRecord(this.#key.get(key.actor, key.key)) : null,
    }));
  }

  list(...[collection, query]: Parameters<Storage["list"]>): Answer<"list"> {
    return this.#atOneMoment(() => this.#table(collection).list(query));
  }

  count(...[collection, query]: Parameters<Storage["count"]>): Answer<"count"> {
    const count = () => this.#table(collection).count(query);
    // Without a condition it is one statement, which needs no transaction.
    return query.where || query.after ? this.#atOneMoment(count) : count();
  }

  events(...[query]: Parameters<Storage["events"]>): Answer<"events"> {
    return this.#atOneMoment(() => this.#log.page(query));
  }

  heads(...[topics]: Parameters<Storage["heads"]>): Answer<"heads"> {
    const heads = () => topics.map((topic) => this.#log.head(topic));
    // One head is one statement.
    return topics.length > 1 ? this.#atOneMoment(heads) : heads();
  }

  #table(name: string): TableReader {
    const table = this.#tables.get(name);
    if (!table)
      throw new Misuse(`The collection ${name} was not declared when the storage was opened.`);
    return table;
  }

  /**
   * Runs several statements that all see the database as it is at one moment. A single statement does so
   * anyway.
   */
  #atOneMoment<T>(read: () => T): T {
    this.#begin.run();
    try {
      return read();
    } finally {
      this.#end.run();
    }
  }
}
