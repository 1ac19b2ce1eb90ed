import type { DatabaseSync } from "node:sqlite";
import type { Collection, Storage } from "@taskwire/core/adapter";
import { Misuse } from "./failure.ts";
import { findKey, keyRecord } from "./key-writer.ts";
import { LogReader } from "./log-reader.ts";
import { TableReader } from "./table-reader.ts";

/** The storage's reading methods, without waiting: a read from the page cache takes less time than asking another thread. */
export type Reader = {
  readonly [Name in "get" | "list" | "events" | "heads"]: (
    ...input: Parameters<Storage[Name]>
  ) => Awaited<ReturnType<Storage[Name]>>;
};

/** Reads on a connection of its own, beside the one that writes. */
export function createReader(db: DatabaseSync, collections: readonly Collection[]): Reader {
  const tables = new Map(
    collections.map((collection) => [collection.name, new TableReader(db, collection)]),
  );
  const log = new LogReader(db);
  const key = db.prepare(findKey);
  const begin = db.prepare("BEGIN");
  const end = db.prepare("COMMIT");

  const table = (name: string): TableReader => {
    const found = tables.get(name);
    if (!found) throw new Misuse(`No collection ${name} was declared when the storage was opened.`);
    return found;
  };
  // Several statements see one moment of the database.
  const atOneMoment = <T>(read: () => T): T => {
    begin.run();
    try {
      return read();
    } finally {
      end.run();
    }
  };

  return {
    get: (refs, command) =>
      atOneMoment(() => ({
        records: refs.map(({ collection, id }) => table(collection).get(id)),
        repeated: command ? keyRecord(key.get(command.actor, command.key)) : null,
      })),
    list: (collection, query) => atOneMoment(() => table(collection).list(query)),
    events: (query) => atOneMoment(() => log.page(query)),
    heads: (topics) => atOneMoment(() => topics.map((topic) => log.head(topic))),
  };
}
