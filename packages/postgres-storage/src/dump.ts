import type { Collection, DumpPart, LoggedEvent, StoredRecord } from "@taskwire/core/adapter";
import { TaskwireError } from "@taskwire/core/adapter";
import type { ClientBase } from "pg";
import { literal, quoted, safeInteger } from "./columns.ts";
import { declaredCollections } from "./contents.ts";
import { blockWriters, WriterWatch } from "./exclusive-lock.ts";
import { readSchema } from "./existing-schema.ts";
import { asJson, toRecord } from "./record-row.ts";
import { searchPath } from "./routine.ts";
import { isTold, recordsSql, toldEventsSql, toldTables } from "./told.ts";

/**
 * Approximate amount of text that is fetched at once, in UTF-16 code units. So the memory has a
 * limit, whatever the rows contain.
 */
const maxText = 1 << 20;
const maxRows = 2_000;

type Row = readonly (string | null)[];

/**
 * Yields all data of a schema, as it was at one moment. With `exclusive` it locks the tables
 * against writing, and fails if somebody tries to write meanwhile.
 */
export async function* dumpAll(
  client: ClientBase,
  schema: string,
  exclusive: boolean,
): AsyncGenerator<DumpPart, void, undefined> {
  const collections = declaredCollections(await readSchema(client, schema));
  if (!collections)
    throw new TaskwireError(
      "unavailable",
      `There is no taskwire data in the schema ${schema} of this database. Check the address.`,
    );
  const s = quoted(schema);
  const told = collections.filter(isTold);
  const toldLogs = told.map((one) => toldTables(s, one));
  const tables = [
    ...[...ownTables, ...collections.map(({ name }) => name)].map((name) => `${s}.${quoted(name)}`),
    ...toldLogs.flatMap(({ notices, log, counts }) => [notices, log, counts]),
  ];
  const logs = [`${s}.taskwire_events`, ...told.map((one) => `${toldEventsSql(s, one)} l`)];
  await client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ${exclusive ? "" : " READ ONLY"}`);
  await client.query(
    `SET LOCAL search_path = ${searchPath}; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0`,
  );
  // The snapshot of the transaction is taken with the first read, which has to come after the lock.
  const watch = exclusive
    ? new WriterWatch(client, await blockWriters(client, schema, tables))
    : undefined;

  async function* batches(sql: string): AsyncGenerator<Row[], void, undefined> {
    await client.query(`DECLARE taskwire_dump NO SCROLL CURSOR FOR ${sql}`);
    for (let count = 100; ; ) {
      await watch?.check();
      const { rows } = await client.query<(string | null)[]>({
        text: `FETCH ${count} FROM taskwire_dump`,
        rowMode: "array",
      });
      if (rows.length === 0) break;
      let text = 0;
      for (const row of rows) for (const value of row) text += value?.length ?? 0;
      yield rows;
      count = Math.max(
        1,
        Math.min(maxRows, Math.round((rows.length * maxText) / Math.max(text, 1))),
      );
    }
    await client.query("CLOSE taskwire_dump");
  }

  yield { kind: "collections", collections };
  for await (const rows of batches(
    `SELECT topic, floor::text, floor_id, head::text, id FROM ${s}.taskwire_topics ORDER BY topic`,
  )) {
    const topics = rows.map(([topic, floor, floorId, head, id]) => ({
      topic: topic as string,
      floor: { number: safeInteger(Number(floor)), id: floorId as string },
      head: { number: safeInteger(Number(head)), id: id as string },
    }));
    yield { kind: "topics", topics };
  }
  for await (const rows of batches(
    `SELECT topic, number::text, ${textColumns} FROM (${logs.map((log) => `SELECT topic, number, ${textColumns} FROM ${log}`).join(" UNION ALL ")}) e ORDER BY e.topic, e.number`,
  )) {
    yield { kind: "events", events: rows.map(toEvent) };
  }
  for (const collection of collections) {
    for await (const records of dumpTable(batches, s, collection)) {
      yield { kind: "records", collection: collection.name, records };
    }
  }
  for await (const rows of batches(
    `SELECT actor, key, hash, at, result, numbers FROM ${s}.taskwire_keys ORDER BY at, actor, key`,
  )) {
    const keys = (rows as string[][]).map(
      ([actor = "", key = "", hash = "", at = "", result = "", numbers = ""]) => {
        return { actor, key, hash, at, result, numbers: JSON.parse(numbers) as number[] };
      },
    );
    yield { kind: "keys", keys };
  }
  await watch?.checkNow();
  yield { kind: "end" };
  await client.query("COMMIT");
}

const textColumns = "id, type, subject, at, actor, audience, data, records";

const ownTables = ["taskwire_topics", "taskwire_events", "taskwire_tombstones", "taskwire_keys"];

async function* dumpTable(
  batches: (sql: string) => AsyncGenerator<Row[], void, undefined>,
  s: string,
  collection: Collection,
): AsyncGenerator<StoredRecord[], void, undefined> {
  const table = recordsSql(s, collection);
  for await (const rows of batches(
    `SELECT ${asJson(collection, "t")}::text FROM ${table} t ORDER BY t.id`,
  )) {
    yield rows.map(([row]) => toRecord(collection, JSON.parse(row as string)));
  }
  // A record that was inserted again still has a tombstone, which is no longer valid.
  for await (const rows of batches(
    `SELECT b.id, b.version::text FROM ${s}.taskwire_tombstones b WHERE b.collection = ${literal(collection.name)}
     AND NOT EXISTS (SELECT 1 FROM ${s}.${quoted(collection.name)} t WHERE t.id = b.id) ORDER BY b.id`,
  )) {
    yield rows.map(([id, version]) => ({
      id: id as string,
      version: safeInteger(Number(version)),
      fields: null,
    }));
  }
}

const toEvent = (row: Row): LoggedEvent => {
  const [topic, number, id, type, subject, at, actor, audience, data, records] = row;
  return {
    topic,
    number: safeInteger(Number(number)),
    id,
    type,
    subject,
    at,
    actor,
    audience,
    data,
    records,
  } as LoggedEvent;
};
