import type { Collection, DumpPart, LoggedEvent } from "@taskwire/core/adapter";
import { TaskwireError } from "@taskwire/core/adapter";
import type { ClientBase } from "pg";
import { quoted, sqlType, toColumn } from "./columns.ts";
import { declaredCollections, describeContents } from "./contents.ts";
import { readSchema } from "./existing-schema.ts";
import { effectOf, unknownLoad } from "./failure.ts";
import { searchPath } from "./routine.ts";
import { createMissing } from "./schema.ts";

/**
 * Writes the parts of a dump in one transaction. It commits when it gets the last part. At this
 * moment the dump still prevents writes to the original.
 */
export async function load(
  client: ClientBase,
  schema: string,
  parts: AsyncIterable<DumpPart>,
): Promise<void> {
  await client.query("BEGIN");
  await client.query(
    `SET LOCAL search_path = ${searchPath}; SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0`,
  );
  let loader: Loader | undefined;
  for await (const part of parts) {
    if (part.kind === "collections") {
      loader = new Loader(client, schema, part.collections);
      await loader.begin();
    } else if (part.kind === "end") {
      await loader?.end();
      return;
    } else await loader?.write(part);
  }
  throw new TaskwireError(
    "unavailable",
    "The dump is not complete: it ended in the middle. Nothing was written.",
  );
}

class Loader {
  readonly #client: ClientBase;
  readonly #schema: string;
  readonly #collections: ReadonlyMap<string, Collection>;

  constructor(client: ClientBase, schema: string, collections: readonly Collection[]) {
    this.#client = client;
    this.#schema = schema;
    this.#collections = new Map(collections.map((collection) => [collection.name, collection]));
  }

  /**
   * Creates and locks the tables, and checks that they are empty. Other connections see them empty
   * until the transaction ends.
   */
  async begin(): Promise<void> {
    await createMissing(this.#client, this.#schema, [...this.#collections.values()], []);
    await this.#client.query(`LOCK TABLE ${this.#tables()} IN EXCLUSIVE MODE`);
    const declared = declaredCollections(await readSchema(this.#client, this.#schema));
    const contents = await describeContents(this.#client, this.#schema, declared);
    if (contents === null) return;
    throw new TaskwireError(
      "unavailable",
      `The schema ${this.#schema} is not empty: it holds ${contents}. Give another database or another schema.`,
    );
  }

  async write(part: DumpPart): Promise<void> {
    if (part.kind === "topics") {
      const rows = part.topics.map(({ topic, floor, head }) => [
        topic,
        head.number,
        head.id,
        floor.number,
        floor.id,
      ]);
      await this.#insert(
        "taskwire_topics",
        ["topic", "head", "id", "floor", "floor_id"],
        topicTypes,
        rows,
      );
    } else if (part.kind === "events") {
      await this.#checkTopics(part.events);
      const rows = part.events.map((event) => eventColumns.map((column) => event[column]));
      await this.#insert("taskwire_events", eventColumns, eventTypes, rows);
    } else if (part.kind === "records") await this.#writeRecords(part);
    else if (part.kind === "keys") {
      const rows = part.keys.map(({ actor, key, hash, at, result, numbers }) => {
        return [actor, key, hash, at, result, JSON.stringify(numbers)];
      });
      const columns = ["actor", "key", "hash", "at", "result", "numbers"];
      await this.#insert("taskwire_keys", columns, Array(6).fill("text"), rows);
    }
  }

  async end(): Promise<void> {
    // Without statistics, the first queries would be planned for empty tables.
    await this.#client.query(`ANALYZE ${this.#tables()}`);
    await this.#client.query("COMMIT").catch((error: unknown) => {
      throw effectOf(error) === "unknown" ? unknownLoad(error) : error;
    });
  }

  async #checkTopics(events: readonly LoggedEvent[]): Promise<void> {
    const topics = [...new Set(events.map(({ topic }) => topic))];
    const { rows } = await this.#client.query<{ topic: string }>(
      `SELECT topic FROM unnest($1::text[]) AS named (topic)
       WHERE NOT EXISTS (SELECT 1 FROM ${quoted(this.#schema)}.taskwire_topics t WHERE t.topic = named.topic) LIMIT 1`,
      [topics],
    );
    if (rows[0])
      throw new TaskwireError(
        "unavailable",
        `The dump has events of ${rows[0].topic} without their topic. Nothing was written.`,
      );
  }

  async #writeRecords({
    collection: name,
    records,
  }: Extract<DumpPart, { kind: "records" }>): Promise<void> {
    const collection = this.#collections.get(name);
    if (!collection)
      throw new TaskwireError(
        "unavailable",
        `The dump has records of ${name} without its declaration. Nothing was written.`,
      );
    const present = records.flatMap(({ id, version, fields }) =>
      fields ? [{ id, version, fields }] : [],
    );
    const names = Object.keys(collection.fields);
    const types = ["text", "bigint", ...Object.values(collection.fields).map(sqlType)];
    const rows = present.map(({ id, version, fields }) => {
      return [id, version, ...names.map((field) => toColumn(collection, field, fields[field]))];
    });
    await this.#insert(name, ["id", "version", ...names], types, rows);
    const tombstones = records
      .filter(({ fields }) => fields === null)
      .map(({ id, version }) => [name, id, version]);
    await this.#insert(
      "taskwire_tombstones",
      ["collection", "id", "version"],
      ["text", "text", "bigint"],
      tombstones,
    );
  }

  async #insert(
    table: string,
    columns: readonly string[],
    types: readonly string[],
    rows: readonly (readonly unknown[])[],
  ): Promise<void> {
    if (rows.length === 0) return;
    const arrays = types.map((type, i) => `$${i + 1}::${type}[]`).join(", ");
    await this.#client.query({
      text: `INSERT INTO ${quoted(this.#schema)}.${quoted(table)} (${columns.map(quoted).join(", ")}) SELECT * FROM unnest(${arrays})`,
      values: columns.map((_, i) => rows.map((row) => row[i])),
    });
  }

  #tables(): string {
    const own = ["taskwire_topics", "taskwire_events", "taskwire_keys", "taskwire_tombstones"];
    return [...own, ...this.#collections.keys()]
      .map((name) => `${quoted(this.#schema)}.${quoted(name)}`)
      .join(", ");
  }
}

const topicTypes = ["text", "bigint", "text", "bigint", "text"];
const eventColumns = [
  "topic",
  "number",
  "id",
  "type",
  "subject",
  "at",
  "actor",
  "audience",
  "data",
  "records",
] as const;
const eventTypes = eventColumns.map((column) => (column === "number" ? "bigint" : "text"));
