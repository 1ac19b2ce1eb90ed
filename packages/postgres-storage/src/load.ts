import type { Collection, DumpPart, LoggedEvent } from "@taskwire/core/adapter";
import { TaskwireError } from "@taskwire/core/adapter";
import type { ClientBase } from "pg";
import { literal, quoted, sqlType, toColumn } from "./columns.ts";
import { declaredCollections, describeContents } from "./contents.ts";
import { readSchema } from "./existing-schema.ts";
import { effectOf, unknownLoad } from "./failure.ts";
import { searchPath } from "./routine.ts";
import { createMissing } from "./schema.ts";
import {
  eventColumns as columnsInTopic,
  isTold,
  splitId,
  type ToldCollection,
  toldFields,
  toldTables,
} from "./told.ts";

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
  /** The number of notices so far. */
  #notices = 0;

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
    for (const collection of [...this.#collections.values()].filter(isTold)) {
      const { people, counts } = toldTables(quoted(this.#schema), collection);
      const { person, state } = collection.told;
      await this.#client.query(
        `INSERT INTO ${counts} SELECT ${quoted(person)}, count(*) FROM ${people} WHERE ${quoted(state.field)} = ${literal(state.counted)} GROUP BY 1`,
      );
    }
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
    if (isTold(collection)) await this.#writeTold(collection, rows);
    else await this.#insert(name, ["id", "version", ...names], types, rows);
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

  /**
   * Inserts records of a collection with `told`. They arrive in the order of their ids, so the
   * records of one notice arrive together.
   */
  async #writeTold(
    collection: ToldCollection,
    rows: readonly (readonly (string | number | boolean | null)[])[],
  ): Promise<void> {
    const { name, fields, numbered, told } = collection;
    const { common, status } = toldFields(collection);
    const placeOf = (field: string) => Object.keys(fields).indexOf(field) + 2;
    const notices = new Map<string, { values: unknown[]; people: string[] }>();
    const people: unknown[][] = [];
    for (const row of rows) {
      const [id, version] = row;
      const [key = "", person = ""] = splitId(String(id)) ?? [];
      const values = [key, ...common.map((field) => row[placeOf(field)])];
      const same = JSON.stringify(values);
      let notice = notices.get(same);
      if (!notice) {
        this.#notices++;
        notice = { values: [this.#notices, ...values], people: [] };
        notices.set(same, notice);
      }
      notice.people.push(person);
      const own = [numbered, ...status].map((field) => row[placeOf(field)]);
      people.push([id, version, notice.values[0], person, ...own]);
    }
    const typesOf = (some: readonly string[]) => some.map((one) => sqlType(fields[one] ?? "text"));
    // An array of arrays of different lengths can't be a parameter, so the lists of people are JSON.
    await this.#insertNotices(
      collection,
      [...notices.values()],
      ["bigint", "text", ...typesOf(common)],
    );
    await this.#insert(
      name,
      ["id", "version", "_notice", told.person, numbered, ...status],
      ["text", "bigint", "bigint", "text", "bigint", ...typesOf(status)],
      people,
    );
  }

  async #insertNotices(
    collection: ToldCollection,
    notices: readonly { readonly values: readonly unknown[]; readonly people: readonly string[] }[],
    types: readonly string[],
  ): Promise<void> {
    if (notices.length === 0) return;
    const columns = ["_notice", "_key", ...toldFields(collection).common].map(quoted);
    const named = columns.map((_, i) => `c${i}`).join(", ");
    const arrays = [...types, "text"].map((type, i) => `$${i + 1}::${type}[]`).join(", ");
    await this.#client.query({
      text: `INSERT INTO ${toldTables(quoted(this.#schema), collection).notices} (${columns.join(", ")}, _people)
        SELECT ${named}, ARRAY(SELECT json_array_elements_text(people::json)) FROM unnest(${arrays}) AS x(${named}, people)`,
      values: [
        ...types.map((_, i) => notices.map(({ values }) => values[i])),
        notices.map(({ people }) => JSON.stringify(people)),
      ],
    });
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
    const s = quoted(this.#schema);
    const told = [...this.#collections.values()].filter(isTold).map((one) => toldTables(s, one));
    return [
      ...[...own, ...this.#collections.keys()].map((name) => `${s}.${quoted(name)}`),
      ...told.flatMap(({ notices, log, counts }) => [notices, log, counts]),
    ].join(", ");
  }
}

const topicTypes = ["text", "bigint", "text", "bigint", "text"];
const eventColumns = ["topic", ...columnsInTopic] as const;
const eventTypes = eventColumns.map((column) => (column === "number" ? "bigint" : "text"));
