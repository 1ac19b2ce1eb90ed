import type { DatabaseSync } from "node:sqlite";
import type { Collection } from "@taskwire/core/adapter";
import { mergeDeclarations } from "@taskwire/core/storage";
import { columnOf, conditionOf, quoted, typeOf } from "./columns.ts";
import { Misuse } from "./failure.ts";
import { inTransaction } from "./in-transaction.ts";
import { isTold, type ToldCollection, toldFields, toldSchema, toldTables } from "./told.ts";
import { countAllSql } from "./told-counts.ts";

// A topic's head is its last event. `floor` and `floor_id` are the number and the id of the last
// trimmed event, so that a cursor at this event stays valid. Events contain the numeric id of their
// topic instead of its name. Then a commit changes fewer pages, and is faster. `place` is the
// rowid, so events are in the order of insertion. In the index of the idempotency keys, the key comes first,
// because most keys begin with the time. So the keys of all people who are working now are in the same
// pages.
const ownTables = `
  CREATE TABLE IF NOT EXISTS taskwire_topics (
    id INTEGER PRIMARY KEY, topic TEXT NOT NULL UNIQUE, floor INTEGER NOT NULL DEFAULT 0, floor_id TEXT NOT NULL DEFAULT ''
  );
  CREATE TABLE IF NOT EXISTS taskwire_events (
    place INTEGER PRIMARY KEY, topic_id INTEGER NOT NULL, number INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
    subject TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL, audience TEXT, data TEXT NOT NULL, records TEXT,
    UNIQUE (topic_id, number)
  );
  CREATE INDEX IF NOT EXISTS taskwire_events_by_subject ON taskwire_events (subject, topic_id);
  CREATE VIEW IF NOT EXISTS taskwire_log AS
    SELECT topic, number, taskwire_events.id AS id, type, subject, at, actor, audience, data, records
    FROM taskwire_events JOIN taskwire_topics ON taskwire_topics.id = topic_id;
  CREATE TABLE IF NOT EXISTS taskwire_keys (
    actor TEXT NOT NULL, key TEXT NOT NULL, hash TEXT NOT NULL, at TEXT NOT NULL, result TEXT NOT NULL,
    numbers TEXT NOT NULL, PRIMARY KEY (key, actor)
  );
  CREATE TABLE IF NOT EXISTS taskwire_tombstones (
    collection TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (collection, id)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS taskwire_collections (name TEXT PRIMARY KEY, declaration TEXT NOT NULL) WITHOUT ROWID;
`;

/**
 * Creates what is missing in the file. It never changes or drops anything, not even unknown
 * columns. So older and newer nodes can share the file. It is one transaction that takes the write
 * lock at once. So if two processes start at the same moment, the second one waits, and then finds
 * everything complete.
 */
export function migrate(db: DatabaseSync, collections: readonly Collection[]): void {
  inTransaction(db, () => createMissing(db, collections));
}

/** Creates what is missing, in the caller's transaction. */
export function createMissing(db: DatabaseSync, collections: readonly Collection[]): void {
  db.exec(ownTables);
  for (const collection of collections) {
    if (isTold(collection)) createTold(db, collection);
    else createOrExtend(db, collection);
    storeDeclaration(db, collection);
  }
}

/**
 * Stores the declaration of a collection in the database. Tools need it to understand the database
 * without the app: for example, a column does not say whether its numbers are booleans. Fields and
 * indexes are only added, so an older node does not remove those of a newer one.
 */
function storeDeclaration(db: DatabaseSync, collection: Collection): void {
  const row = db
    .prepare("SELECT declaration FROM taskwire_collections WHERE name = ?")
    .get(collection.name);
  const before = row ? (JSON.parse(String(row.declaration)) as Collection) : undefined;
  const declaration = JSON.stringify(mergeDeclarations(before, collection));
  if (row?.declaration === declaration) return;
  db.prepare("INSERT OR REPLACE INTO taskwire_collections VALUES (?, ?)").run(
    collection.name,
    declaration,
  );
}

/** Creates the tables of a collection with `told`: one event gives many people a record each. */
function createTold(db: DatabaseSync, collection: ToldCollection): void {
  const columns = db.prepare("SELECT name FROM pragma_table_info(?)").all(collection.name);
  if (columns.length > 0 && !columns.some(({ name }) => name === "topic_id"))
    throw new Misuse(
      `The file has a table ${collection.name} that this version of taskwire did not make. Give taskwire another file.`,
    );
  const { notices, changes, counts } = toldTables(collection);
  const hasCounts = db.prepare(`PRAGMA table_info(${counts})`).all().length > 0;
  db.exec(toldSchema(collection));
  if (!hasCounts) db.exec(countAllSql(collection));
  const { common, status } = toldFields(collection);
  addColumns(db, notices, common, collection);
  addColumns(db, changes, status, collection);
}

function addColumns(
  db: DatabaseSync,
  table: string,
  fields: readonly string[],
  collection: Collection,
): void {
  const rows = db.prepare(`PRAGMA table_info(${table})`).all();
  const columns = new Set(rows.map(({ name }) => name));
  for (const field of fields)
    if (!columns.has(field))
      db.exec(
        `ALTER TABLE ${table} ADD COLUMN ${quoted(field)} ${columnOf(typeOf(collection, field))}`,
      );
}

/** Creates the table of a collection, or adds its missing columns. */
function createOrExtend(db: DatabaseSync, collection: Collection): void {
  const { name, fields, indexes, partial } = collection;
  const table = quoted(name);
  const rows = db.prepare(`SELECT name FROM pragma_table_info(?)`).all(name);
  const columns = new Set(rows.map((row) => row.name));
  const fieldColumns = Object.entries(fields).map(([field, type]) => ({
    field,
    sql: `${quoted(field)} ${columnOf(type)}`,
  }));
  if (columns.size === 0) {
    const all = [
      "id TEXT PRIMARY KEY NOT NULL",
      "version INTEGER NOT NULL",
      ...fieldColumns.map(({ sql }) => sql),
    ];
    db.exec(`CREATE TABLE ${table} (${all.join(", ")})`);
  } else if (!columns.has("id") || !columns.has("version")) {
    throw new Misuse(
      `The file has a table ${name} that taskwire did not make. Rename it, or give taskwire another file.`,
    );
  } else {
    for (const { field, sql } of fieldColumns)
      if (!columns.has(field)) db.exec(`ALTER TABLE ${table} ADD COLUMN ${sql}`);
  }
  // An index is named after its fields and its condition. If a newer version changes the index, it
  // creates a new one, and the older node keeps its own.
  for (const [index, on] of Object.entries(indexes)) {
    if (on.length === 0) continue;
    const only = partial?.[index];
    const parts = [name, "by", ...on, ...(only ? ["if", only.field, ...only.values] : [])];
    const columns = [...on, "id"].map(quoted).join(", ");
    const where = conditionOf(collection, index).map((condition) => ` WHERE ${condition}`);
    db.exec(
      `CREATE INDEX IF NOT EXISTS ${quoted(parts.join("_"))} ON ${table} (${columns})${where}`,
    );
  }
}
