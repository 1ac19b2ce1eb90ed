import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { Collection, DumpPart, LoggedEvent, StoredRecord } from "@taskwire/core/adapter";
import { TaskwireError } from "@taskwire/core/adapter";
import { quoted, toFields } from "./columns.ts";
import { declaredIn } from "./look.ts";

type Row = readonly SQLOutputValue[];

// A batch ends at this many rows, or at as many UTF-16 units of text: memory stays bounded whatever the rows hold.
const mostRows = 1_000;
const mostText = 1 << 20;

/** Everything that the file holds, from one moment. */
export async function* dumpAll(db: DatabaseSync): AsyncGenerator<DumpPart, void, undefined> {
  db.exec("BEGIN");
  const collections = declaredIn(db);
  if (!collections)
    throw new TaskwireError(
      "unavailable",
      "There is no taskwire data in this file. Check the path.",
    );
  yield { kind: "collections", collections };
  for (const rows of batches(db, topicsInOrder)) {
    const topics = rows.map(([topic, floor, floorId, head, headId]) => ({
      topic: text(topic, "a topic"),
      floor: { number: whole(floor, `topic ${topic}`), id: String(floorId) },
      head: { number: whole(head, `topic ${topic}`), id: String(headId) },
    }));
    yield { kind: "topics", topics };
  }
  for (const sql of [eventsInOrder, eventsOfNoTopic]) {
    for (const rows of batches(db, sql)) yield { kind: "events", events: rows.map(toEvent) };
  }
  for (const collection of collections) yield* dumpTable(db, collection);
  for (const rows of batches(db, keysInOrder)) {
    const keys = rows.map(([actor, key, hash, at, result, numbers]) => ({
      actor: String(actor),
      key: String(key),
      hash: String(hash),
      at: String(at),
      result: String(result),
      numbers: numbersOf(numbers, `the key ${key} of ${actor}`),
    }));
    yield { kind: "keys", keys };
  }
  yield { kind: "end" };
  db.exec("COMMIT");
}

const topicsInOrder = `
  SELECT topic, floor, floor_id, coalesce(last.number, floor), coalesce(last.id, floor_id)
  FROM taskwire_topics t LEFT JOIN taskwire_events last
    ON last.topic_id = t.id AND last.number = (SELECT max(number) FROM taskwire_events WHERE topic_id = t.id)
  ORDER BY topic`;
// In the order of two indexes, so nothing is sorted.
const eventsInOrder = `
  SELECT topic, number, e.id, type, subject, at, actor, audience, data, records
  FROM taskwire_topics t CROSS JOIN taskwire_events e ON e.topic_id = t.id ORDER BY topic, number`;
// There are none, unless somebody wrote to the file.
const eventsOfNoTopic = `
  SELECT '(topic ' || topic_id || ', which is gone)', number, id, type, subject, at, actor, audience, data, records
  FROM taskwire_events WHERE topic_id NOT IN (SELECT id FROM taskwire_topics) ORDER BY topic_id, number`;
const keysInOrder =
  "SELECT actor, key, hash, at, result, numbers FROM taskwire_keys ORDER BY at, actor, key";

async function* dumpTable(
  db: DatabaseSync,
  collection: Collection,
): AsyncGenerator<DumpPart, void, undefined> {
  const { name, fields } = collection;
  const columns = ["id", "version", ...Object.keys(fields).map(quoted)].join(", ");
  const toRecord = (row: Row): StoredRecord => ({
    id: String(row[0]),
    version: whole(row[1], `${name} ${row[0]}`),
    fields: row.length > 2 ? fieldsOf(collection, row) : null,
  });
  for (const rows of batches(db, `SELECT ${columns} FROM ${quoted(name)} ORDER BY id`)) {
    yield { kind: "records", collection: name, records: rows.map(toRecord) };
  }
  const buried = `SELECT id, version FROM taskwire_tombstones b WHERE collection = ?
    AND NOT EXISTS (SELECT 1 FROM ${quoted(name)} t WHERE t.id = b.id) ORDER BY id`;
  for (const rows of batches(db, buried, name)) {
    yield {
      kind: "records",
      collection: name,
      records: rows.map(([id, version]) => ({
        id: String(id),
        version: whole(version, `deleted ${name} ${id}`),
        fields: null,
      })),
    };
  }
}

function* batches(db: DatabaseSync, sql: string, ...values: string[]): Generator<Row[]> {
  const statement = db.prepare(sql);
  statement.setReturnArrays(true);
  let rows: Row[] = [];
  let text = 0;
  for (const row of within53Bits(statement.iterate(...values) as unknown as Iterable<Row>, sql)) {
    rows.push(row);
    for (const value of row) if (typeof value === "string") text += value.length;
    if (rows.length < mostRows && text < mostText) continue;
    yield rows;
    rows = [];
    text = 0;
  }
  if (rows.length > 0) yield rows;
}

const toEvent = (row: Row): LoggedEvent => {
  const [topic, number, id, type, subject, at, actor, audience, data, records] = row;
  return {
    topic: text(topic, "a topic"),
    number: whole(number, `an event of ${topic}`),
    ...textsOf({ id, type, subject, at, actor, data }, `number ${number} of ${topic}`),
    audience: audience ?? null,
    records: records ?? null,
  } as LoggedEvent;
};

// SQLite keeps any value in any column. What taskwire did not write is not handed on as if it had.
function whole(value: SQLOutputValue | undefined, where: string): number {
  if (Number.isSafeInteger(value)) return value as number;
  return strange(where, "a number that is none");
}

function text(value: SQLOutputValue | undefined, where: string): string {
  if (typeof value === "string") return value;
  return strange(where, "something that is no text");
}

function textsOf(values: { readonly [name: string]: SQLOutputValue | undefined }, where: string) {
  for (const name in values) text(values[name], where);
  return values;
}

function fieldsOf(collection: Collection, row: Row): StoredRecord["fields"] {
  try {
    return toFields(collection, row, 2);
  } catch {
    return strange(`${collection.name} ${row[0]}`, "a field that is no JSON");
  }
}

function numbersOf(value: SQLOutputValue | undefined, where: string): number[] {
  try {
    const numbers: unknown = JSON.parse(String(value));
    if (Array.isArray(numbers) && numbers.every(Number.isSafeInteger)) return numbers;
  } catch {}
  return strange(where, "numbers that are none");
}

function* within53Bits(rows: Iterable<Row>, sql: string): Generator<Row> {
  try {
    yield* rows;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_OUT_OF_RANGE") throw error;
    strange(/FROM (\S+)/.exec(sql)?.[1] ?? "the file", "a number beyond 2^53");
  }
}

function strange(where: string, what: string): never {
  throw new TaskwireError(
    "unavailable",
    `In the file, ${where} holds ${what}, which taskwire did not write. Restore a backup, or put it right with SQL.`,
  );
}
