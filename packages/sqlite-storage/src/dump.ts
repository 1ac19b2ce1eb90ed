import type { DatabaseSync } from "node:sqlite";
import type { Collection, DumpPart, LoggedEvent, StoredRecord } from "@taskwire/core/adapter";
import { TaskwireError } from "@taskwire/core/adapter";
import { quoted } from "./columns.ts";
import { declaredCollections } from "./contents.ts";
import { fromDifferences } from "./key-writer.ts";
import {
  checkedRows,
  checkTexts,
  fieldsOf,
  integerOf,
  numbersOf,
  type Row,
  textOf,
} from "./stored-values.ts";
import { eventsSql, isTold, lastEventSql, recordsSql } from "./told.ts";

// A part ends after this number of rows, or this number of UTF-16 code units of text. So its memory
// has a limit, whatever the rows contain.
const maxRows = 1_000;
const maxText = 1 << 20;

/** Yields all data of a file, as it was at one moment. */
export async function* dumpAll(db: DatabaseSync): AsyncGenerator<DumpPart, void, undefined> {
  db.exec("BEGIN");
  const collections = declaredCollections(db);
  if (!collections)
    throw new TaskwireError(
      "unavailable",
      "There is no taskwire data in this file. Check the path.",
    );
  yield { kind: "collections", collections };
  for (const rows of batches(db, topicsInOrder(collections))) {
    const topics = rows.map(([topic, floor, floorId, head, headId]) => ({
      topic: textOf(topic, "a topic"),
      floor: { number: integerOf(floor, `topic ${topic}`), id: String(floorId) },
      head: { number: integerOf(head, `topic ${topic}`), id: String(headId) },
    }));
    yield { kind: "topics", topics };
  }
  for (const all of [inBatches(eventsInOrder(db, collections)), batches(db, eventsOfNoTopic)])
    for (const rows of all) yield { kind: "events", events: rows.map(toEvent) };
  for (const collection of collections) yield* dumpTable(db, collection);
  for (const rows of batches(db, keysInOrder)) {
    const keys = rows.map(([actor, key, hash, at, result, numbers]) => ({
      actor: String(actor),
      key: String(key),
      hash: String(hash),
      at: String(at),
      result: String(result),
      numbers: fromDifferences(numbersOf(numbers, `the key ${key} of ${actor}`)),
    }));
    yield { kind: "keys", keys };
  }
  yield { kind: "end" };
  db.exec("COMMIT");
}

function topicsInOrder(collections: readonly Collection[]): string {
  const last = lastEventSql(collections);
  return `SELECT topic, floor, floor_id, coalesce(topic.last, floor), coalesce(${last.id}, floor_id)
    FROM (SELECT *, ${last.number} AS last FROM taskwire_topics AS topic) AS topic ORDER BY topic`;
}

/** Yields the events of all topics, in the order of the topics and of the numbers. */
function* eventsInOrder(db: DatabaseSync, collections: readonly Collection[]): Generator<Row> {
  const ordered = (sql: string) => {
    const statement = db.prepare(`${sql} ORDER BY number`);
    statement.setReturnArrays(true);
    return statement;
  };
  const events = ordered(eventsSql([], "topic_id = ?1"));
  const ofPeople = ordered(eventsSql(collections, "topic_id = ?1"));
  const topics = db.prepare("SELECT id, topic FROM taskwire_topics ORDER BY topic");
  topics.setReturnArrays(true);
  for (const [id, topic] of topics.iterate() as unknown as Iterable<Row>) {
    const from = String(topic).startsWith("user:") ? ofPeople : events;
    const rows = from.iterate(id ?? null) as unknown as Iterable<Row>;
    for (const row of checkedRows(rows, "FROM taskwire_events")) yield [topic ?? null, ...row];
  }
}

// Such events exist only if another program wrote to the file.
const eventsOfNoTopic = `
  SELECT '(missing topic ' || topic_id || ')', number, id, type, subject, at, actor, audience, data, records
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
    version: integerOf(row[1], `${name} ${row[0]}`),
    fields: row.length > 2 ? fieldsOf(collection, row) : null,
  });
  for (const rows of batches(db, `SELECT ${columns} FROM ${recordsSql(collection)} ORDER BY id`)) {
    yield { kind: "records", collection: name, records: rows.map(toRecord) };
  }
  // If a record is inserted again, the version of its earlier deletion may still be stored, except
  // in collections with `told`. It is left out here.
  const exists = `EXISTS (SELECT 1 FROM ${quoted(name)} t WHERE t.id = b.id)`;
  const tombstones = `SELECT id, version FROM taskwire_tombstones b WHERE collection = ?
    ${isTold(collection) ? "" : `AND NOT ${exists}`} ORDER BY id`;
  for (const rows of batches(db, tombstones, name)) {
    yield {
      kind: "records",
      collection: name,
      records: rows.map(([id, version]) => ({
        id: String(id),
        version: integerOf(version, `deleted ${name} ${id}`),
        fields: null,
      })),
    };
  }
}

function* batches(db: DatabaseSync, sql: string, ...values: string[]): Generator<Row[]> {
  const statement = db.prepare(sql);
  statement.setReturnArrays(true);
  const all = statement.iterate(...values) as unknown as Iterable<Row>;
  yield* inBatches(checkedRows(all, sql));
}

function* inBatches(all: Iterable<Row>): Generator<Row[]> {
  let rows: Row[] = [];
  let text = 0;
  for (const row of all) {
    rows.push(row);
    for (const value of row) if (typeof value === "string") text += value.length;
    if (rows.length < maxRows && text < maxText) continue;
    yield rows;
    rows = [];
    text = 0;
  }
  if (rows.length > 0) yield rows;
}

const toEvent = (row: Row): LoggedEvent => {
  const [topic, number, id, type, subject, at, actor, audience, data, records] = row;
  return {
    topic: textOf(topic, "a topic"),
    number: integerOf(number, `an event of ${topic}`),
    ...checkTexts({ id, type, subject, at, actor, data }, `event ${number} of ${topic}`),
    audience: audience ?? null,
    records: records ?? null,
  } as LoggedEvent;
};
