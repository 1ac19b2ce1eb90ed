import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Collection, DumpPart } from "@taskwire/core/adapter";
import { TaskwireError } from "@taskwire/core/adapter";
import { KeyWriter } from "./key-writer.ts";
import { createMissing } from "./schema.ts";
import { TableWriter } from "./table-writer.ts";
import { isTold } from "./told.ts";
import { ToldLoader } from "./told-loader.ts";

/**
 * Writes the parts of a dump in the caller's transaction. Calls `commit` while it handles the last
 * part. At that time, the dump still keeps other writers out of the original.
 */
export async function load(
  db: DatabaseSync,
  parts: AsyncIterable<DumpPart>,
  commit: () => void,
): Promise<void> {
  let loader: Loader | undefined;
  for await (const part of parts) {
    if (part.kind === "end") return commit();
    if (part.kind === "collections") loader = new Loader(db, part.collections);
    else loader?.write(part);
  }
  throw new TaskwireError(
    "unavailable",
    "The dump is not complete: it ended in the middle. Nothing was written.",
  );
}

class Loader {
  readonly #tables: ReadonlyMap<string, TableWriter | ToldLoader>;
  readonly #told: readonly ToldLoader[];
  readonly #keys: KeyWriter;
  readonly #topic: StatementSync;
  readonly #topicId: StatementSync;
  readonly #event: StatementSync;
  readonly #tombstone: StatementSync;
  /**
   * The topic of the last event. Events arrive topic by topic. So most ids need not be looked up
   * again.
   */
  #last = { topic: "", id: 0 };

  constructor(db: DatabaseSync, collections: readonly Collection[]) {
    createMissing(db, collections);
    this.#tables = new Map(
      collections.map((collection) => [
        collection.name,
        isTold(collection) ? new ToldLoader(db, collection) : new TableWriter(db, collection),
      ]),
    );
    this.#told = [...this.#tables.values()].filter((table) => table instanceof ToldLoader);
    this.#keys = new KeyWriter(db);
    this.#topic = db.prepare(
      "INSERT INTO taskwire_topics (topic, floor, floor_id) VALUES (?, ?, ?)",
    );
    this.#topicId = db.prepare("SELECT id FROM taskwire_topics WHERE topic = ?");
    this.#event = db.prepare(
      `INSERT INTO taskwire_events (topic_id, number, id, type, subject, at, actor, audience, data, records)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#tombstone = db.prepare(
      "INSERT INTO taskwire_tombstones (collection, id, version) VALUES (?, ?, ?)",
    );
  }

  write(part: DumpPart): void {
    this.#write(part);
    for (const table of this.#told) table.flush();
  }

  #write(part: DumpPart): void {
    if (part.kind === "topics") {
      for (const { topic, floor } of part.topics) this.#topic.run(topic, floor.number, floor.id);
    } else if (part.kind === "events") {
      for (const event of part.events) {
        const { topic, number, id, type, subject, at, actor, audience, data, records } = event;
        const topicId = this.#idOf(topic);
        if (this.#told.some((table) => table.takes(topicId, event))) continue;
        this.#event.run(
          topicId,
          ...[number, id, type, subject, at, actor, audience, data, records],
        );
      }
    } else if (part.kind === "records") {
      const table = this.#tables.get(part.collection);
      if (!table)
        throw new TaskwireError(
          "unavailable",
          `The dump has records of ${part.collection} without its declaration. Nothing was written.`,
        );
      for (const { id, version, fields } of part.records) {
        if (fields) table.restore(id, version, table.encodeAll(fields));
        else this.#tombstone.run(part.collection, id, version);
      }
    } else if (part.kind === "keys") {
      for (const key of part.keys) this.#keys.insert(key, key.result, key.numbers);
    }
  }

  #idOf(topic: string): number {
    if (this.#last.topic !== topic) {
      const row = this.#topicId.get(topic);
      if (!row)
        throw new TaskwireError(
          "unavailable",
          `The dump has events of ${topic} without their topic. Nothing was written.`,
        );
      this.#last = { topic, id: Number(row.id) };
    }
    return this.#last.id;
  }
}
