import { createHash } from "node:crypto";
import type { Collection } from "@taskwire/core/adapter";
import type { PoolClient } from "pg";
import { columnOf, isNullable, literal, quoted, textType } from "./columns.ts";
import { Misuse } from "./failure.ts";
import type { Routine } from "./routine.ts";

const text = `${textType} NOT NULL`;

// `floor` is the last event that was trimmed away, with its id, so that a cursor that stands on it stays good. Topics
// change with every commit, so their pages keep room for it. Keys come in the order of time, which is all that a
// BRIN index needs: it costs a commit next to nothing.
const ownTables = {
  taskwire_topics: `topic ${textType} PRIMARY KEY, head bigint NOT NULL, id ${text},
    floor bigint NOT NULL DEFAULT 0, floor_id ${text} DEFAULT ''`,
  taskwire_events: `topic ${text}, number bigint NOT NULL, id ${text}, type ${text}, subject ${text}, at ${text},
    actor ${text}, audience ${textType}, data ${text}, records ${textType}, PRIMARY KEY (topic, number)`,
  taskwire_keys: `actor ${text}, key ${text}, hash ${text}, at ${text}, result ${text}, numbers ${text}, PRIMARY KEY (actor, key)`,
  taskwire_tombstones: `collection ${text}, id ${text}, version bigint NOT NULL, PRIMARY KEY (collection, id)`,
  taskwire_collections: `name ${textType} PRIMARY KEY, declaration ${text}`,
};
const options: { readonly [table: string]: string } = { taskwire_topics: "WITH (fillfactor = 50)" };
const ownIndexes = {
  taskwire_events_by_subject: "taskwire_events (topic, subject, number)",
  taskwire_keys_by_at: "taskwire_keys USING brin (at) WITH (autosummarize = on)",
};

// Longer names would be cut, and two could become one.
const longestName = 63;
// What the functions that make JSON of a row can take, beside id and version.
const mostFields = 98;

/** What is there in a schema. */
export interface Found {
  readonly hasSchema: boolean;
  /** Columns by table. */
  readonly columns: ReadonlyMap<string, ReadonlySet<string>>;
  readonly indexes: ReadonlySet<string>;
  readonly routines: ReadonlySet<string>;
  /** What storages have declared, as JSON by name; null where taskwire was never there, or an older one that kept none of it. */
  readonly declared: ReadonlyMap<string, string> | null;
}

/** What is missing, as statements in their order; none when an app's own user, who makes no tables, can go on. */
export async function missing(
  client: Pick<PoolClient, "query">,
  schema: string,
  collections: readonly Collection[],
  routines: readonly Routine[],
): Promise<string[]> {
  const { hasSchema, columns, indexes, routines: existing, declared } = await look(client, schema);
  const s = quoted(schema);
  const statements: string[] = [];
  if (!hasSchema) statements.push(`CREATE SCHEMA ${s}`);
  for (const [table, declared] of Object.entries(ownTables)) {
    if (!columns.has(table))
      statements.push(`CREATE TABLE ${s}.${table} (${declared}) ${options[table] ?? ""}`);
  }
  for (const [index, on] of Object.entries(ownIndexes)) {
    if (!indexes.has(index)) statements.push(`CREATE INDEX ${index} ON ${s}.${on}`);
  }
  for (const collection of collections) {
    statements.push(...widen(s, collection, columns.get(collection.name) ?? new Set(), indexes));
    statements.push(...declare(s, collection, declared?.get(collection.name)));
  }
  for (const { name, sql } of routines) if (!existing.has(name)) statements.push(sql);
  return statements;
}

/**
 * Keeps the declaration beside the table, because a column doesn't say whether its text is JSON: so the database alone
 * tells a tool what it holds. An older node takes nothing away.
 */
function declare(s: string, collection: Collection, stored: string | undefined): string[] {
  const before = stored === undefined ? undefined : (JSON.parse(stored) as Collection);
  const fields = { ...before?.fields, ...collection.fields };
  const declaration = JSON.stringify({
    ...collection,
    fields,
    indexes: { ...before?.indexes, ...collection.indexes },
  });
  if (declaration === stored) return [];
  return [
    `INSERT INTO ${s}.taskwire_collections VALUES (${literal(collection.name)}, ${literal(declaration)})
     ON CONFLICT (name) DO UPDATE SET declaration = excluded.declaration`,
  ];
}

export async function look(client: Pick<PoolClient, "query">, schema: string): Promise<Found> {
  const { rows } = await client.query<{ kind: string; name: string; of: string | null }>(
    `SELECT 'schema' AS kind, nspname::text AS name, NULL AS of FROM pg_namespace WHERE nspname = $1
     UNION ALL SELECT 'column', a.attname::text, c.relname::text
       FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       WHERE s.nspname = $1 AND c.relkind IN ('r', 'p')
     UNION ALL SELECT 'index', c.relname::text, NULL FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
       WHERE s.nspname = $1 AND c.relkind IN ('i', 'I')
     UNION ALL SELECT 'routine', p.proname::text, NULL FROM pg_proc p JOIN pg_namespace s ON s.oid = p.pronamespace
       WHERE s.nspname = $1`,
    [schema],
  );
  const columns = new Map<string, Set<string>>();
  for (const { kind, name, of } of rows) {
    if (kind === "column" && of !== null) columns.set(of, (columns.get(of) ?? new Set()).add(name));
  }
  const named = (wanted: string) =>
    new Set(rows.filter(({ kind }) => kind === wanted).map(({ name }) => name));
  const found = {
    hasSchema: rows.length > 0,
    columns,
    indexes: named("index"),
    routines: named("routine"),
  };
  if (!columns.has("taskwire_collections")) return { ...found, declared: null };
  const { rows: declared } = await client.query<[string, string]>({
    text: `SELECT name, declaration FROM ${quoted(schema)}.taskwire_collections ORDER BY name`,
    rowMode: "array",
  });
  return { ...found, declared: new Map(declared) };
}

function widen(
  s: string,
  { name, fields, indexes }: Collection,
  columns: ReadonlySet<string>,
  existing: ReadonlySet<string>,
): string[] {
  checkNames(name, Object.keys(fields));
  const table = `${s}.${quoted(name)}`;
  const wanted = Object.entries(fields).map(([field, type]) => ({
    field,
    sql: `${quoted(field)} ${columnOf(type)}`,
  }));
  const statements: string[] = [];
  if (columns.size === 0) {
    const all = [
      `id ${textType} PRIMARY KEY`,
      "version bigint NOT NULL",
      ...wanted.map(({ sql }) => sql),
    ];
    statements.push(`CREATE TABLE ${table} (${all.join(", ")})`);
  } else if (!columns.has("id") || !columns.has("version")) {
    throw new Misuse(
      `The schema ${s} has a table ${name} that taskwire did not make. Rename it, or give taskwire another schema.`,
    );
  } else {
    const absent = wanted
      .filter(({ field }) => !columns.has(field))
      .map(({ sql }) => `ADD COLUMN ${sql}`);
    if (absent.length > 0) statements.push(`ALTER TABLE ${table} ${absent.join(", ")}`);
  }
  // Named after its fields: an index that a newer declaration changes is a new one, and the older node keeps its own.
  for (const index of Object.values(indexes)) {
    if (index.length === 0) continue;
    const called = indexName(name, index);
    const on = [...index.map((field) => quoted(field) + nullsOf(fields[field])), "id"].join(", ");
    if (!existing.has(called))
      statements.push(`CREATE INDEX ${quoted(called)} ON ${table} (${on})`);
  }
  return statements;
}

function indexName(name: string, index: readonly string[]): string {
  const whole = `${name}_by_${index.join("_")}`;
  if (Buffer.byteLength(whole) <= longestName) return whole;
  return `${name.slice(0, 40)}_by_${createHash("sha256").update(whole).digest("hex").slice(0, 16)}`;
}

function checkNames(collection: string, fields: readonly string[]): void {
  for (const name of [collection, ...fields]) {
    if (Buffer.byteLength(name) > longestName)
      throw new Misuse(
        `PostgreSQL cuts names after ${longestName} bytes: find a shorter one for ${name}.`,
      );
  }
  if (fields.length > mostFields)
    throw new Misuse(
      `A collection has at most ${mostFields} fields; ${collection} has ${fields.length}.`,
    );
}

/** Null is the smallest on every storage. */
export const nullsOf = (
  type: Collection["fields"][string] | undefined,
  order: "asc" | "desc" = "asc",
): string => (type && isNullable(type) ? (order === "asc" ? " NULLS FIRST" : " NULLS LAST") : "");

/**
 * Makes what is missing and leaves alone what is there, unknown columns too, so that older and newer nodes can share the
 * schema. Of several that start at once, one does it and the others find it done.
 */
export async function migrate(
  client: PoolClient,
  schema: string,
  collections: readonly Collection[],
  routines: readonly Routine[],
): Promise<void> {
  if ((await missing(client, schema, collections, routines)).length === 0) return;
  await client.query("BEGIN");
  try {
    // An index on a large table takes its time, here and on the node that waits for this one.
    await client.query("SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = 0");
    await makeTables(client, schema, collections, routines);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  }
}

/** The same, inside a transaction of the caller's; of several, one does it at a time. */
export async function makeTables(
  client: Pick<PoolClient, "query">,
  schema: string,
  collections: readonly Collection[],
  routines: readonly Routine[],
): Promise<void> {
  await client.query(
    "SELECT pg_advisory_xact_lock(hashtextextended('taskwire schema ' || $1, 0))",
    [schema],
  );
  for (const statement of await missing(client, schema, collections, routines))
    await client.query(statement);
}
