import { createHash } from "node:crypto";
import type { Collection } from "@taskwire/core/adapter";
import { mergeDeclarations } from "@taskwire/core/storage";
import type { PoolClient } from "pg";
import { columnOf, conditionOf, isNullable, literal, quoted, textType } from "./columns.ts";
import { readSchema } from "./existing-schema.ts";
import { Misuse } from "./failure.ts";
import { type Routine, searchPath } from "./routine.ts";
import {
  isTold,
  recordsSql,
  type TableDeclaration,
  type ToldCollection,
  toldSchema,
  toldTables,
} from "./told.ts";

const text = `${textType} NOT NULL`;

// `floor` and `floor_id` are the number and the id of the last trimmed event, so that a cursor at
// this event stays valid. Topics change with every commit, so their pages have free space for the
// new versions of rows. Keys are inserted in the order of their times, so a BRIN index suits them
// and costs a commit almost nothing.
const ownTables = {
  taskwire_topics: `topic ${textType} PRIMARY KEY, head bigint NOT NULL, id ${text},
    floor bigint NOT NULL DEFAULT 0, floor_id ${text} DEFAULT ''`,
  taskwire_events: `topic ${text}, number bigint NOT NULL, id ${text}, type ${text}, subject ${text}, at ${text},
    actor ${text}, audience ${textType}, data ${text}, records ${textType}, PRIMARY KEY (topic, number)`,
  taskwire_keys: `actor ${text}, key ${text}, hash ${text}, at ${text}, result ${text}, numbers ${text}, PRIMARY KEY (key, actor)`,
  taskwire_tombstones: `collection ${text}, id ${text}, version bigint NOT NULL, PRIMARY KEY (collection, id)`,
  taskwire_collections: `name ${textType} PRIMARY KEY, declaration ${text}`,
};
const options: { readonly [table: string]: string } = { taskwire_topics: "WITH (fillfactor = 50)" };
const ownIndexes = {
  taskwire_events_by_subject: "taskwire_events (topic, subject, number)",
  taskwire_keys_by_at: "taskwire_keys USING brin (at) WITH (autosummarize = on)",
};

/** PostgreSQL cuts longer names off, so two names could become one. In bytes. */
const maxNameLength = 63;
/** `json_build_array` takes at most 100 arguments; id and version are two of them. */
const maxFields = 98;

/**
 * Returns the statements that create everything missing, in order. If there are none, a user
 * without the right to create tables can open the storage.
 */
async function missingStatements(
  client: Pick<PoolClient, "query">,
  schema: string,
  collections: readonly Collection[],
  routines: readonly Routine[],
): Promise<string[]> {
  const {
    hasSchema,
    columns,
    indexes,
    routines: existing,
    declared,
  } = await readSchema(client, schema);
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
    statements.push(
      ...createOrExtend(s, collection, declared?.get(collection.name), columns, indexes),
    );
    statements.push(...storeDeclaration(s, collection, declared?.get(collection.name)));
  }
  for (const { name, sql } of routines) if (!existing.has(name)) statements.push(sql);
  return statements;
}

/**
 * Stores the declaration of a collection in the database, so that a tool needs only the database to
 * know its contents. For example, a column doesn't say whether its text is JSON. Fields and indexes
 * are only added, so an older node does not remove those of a newer one.
 */
function storeDeclaration(s: string, collection: Collection, stored: string | undefined): string[] {
  const before = stored === undefined ? undefined : (JSON.parse(stored) as Collection);
  const declaration = JSON.stringify(mergeDeclarations(before, collection));
  if (declaration === stored) return [];
  return [
    `INSERT INTO ${s}.taskwire_collections VALUES (${literal(collection.name)}, ${literal(declaration)})
     ON CONFLICT (name) DO UPDATE SET declaration = excluded.declaration`,
  ];
}

/** Returns the statements that create the tables of a collection, or add their missing columns. */
function createOrExtend(
  s: string,
  collection: Collection,
  stored: string | undefined,
  columns: ReadonlyMap<string, ReadonlySet<string>>,
  existing: ReadonlySet<string>,
): string[] {
  const { name, fields } = collection;
  checkNames(name, Object.keys(fields));
  const tables = isTold(collection) ? toldSchema(collection) : [plainTable(collection)];
  for (const table of tables) checkNames(table.name, Object.keys(table.indexes));
  const statements = tables.flatMap((table) =>
    createOrExtendTable(s, table, columns.get(table.name) ?? new Set(), existing),
  );
  if (isTold(collection) && statements.length > 0) {
    const before = stored === undefined ? undefined : (JSON.parse(stored) as Collection);
    statements.push(viewOf(s, collection, before, columns.get(name)));
  }
  return statements;
}

/**
 * The view that shows such records as one table. Its existing columns come first, because
 * PostgreSQL can only add columns at the end of a view. So views of the app that use it stay as
 * they are.
 */
function viewOf(
  s: string,
  collection: ToldCollection,
  before: Collection | undefined,
  inPeople: ReadonlySet<string> = new Set(),
): string {
  // A newer node may have added status fields.
  const unknown = Object.keys(before?.fields ?? {}).filter(
    (field) => !(field in collection.fields),
  );
  const status = [...collection.told.status, ...unknown.filter((field) => inPeople.has(field))];
  const whole: Collection = {
    ...collection,
    fields: { ...before?.fields, ...collection.fields },
    told: { ...collection.told, status },
  };
  const { view } = toldTables(s, collection);
  return `CREATE OR REPLACE VIEW ${view} AS SELECT * FROM ${recordsSql(s, whole)} r`;
}

/** The table of a collection with a column for each field. */
function plainTable(collection: Collection): TableDeclaration {
  const { name, fields, indexes, partial } = collection;
  // An index is named after its fields and its condition. If a newer version changes the index, it
  // creates a new one, and the older node keeps its own.
  const declared = Object.entries(indexes).flatMap(([index, on]): [string, string][] => {
    if (on.length === 0) return [];
    const only = partial?.[index];
    const columns = [...on.map((field) => quoted(field) + nullsOf(fields[field])), "id"];
    const where = conditionOf(collection, index).map((condition) => ` WHERE ${condition}`);
    const parts = [...on, ...(only ? ["if", only.field, ...only.values] : [])];
    return [[indexName(name, parts), `(${columns.join(", ")})${where}`]];
  });
  return {
    name,
    fixed: `id ${textType} PRIMARY KEY, version bigint NOT NULL`,
    columns: Object.fromEntries(
      Object.entries(fields).map(([field, type]) => [field, columnOf(type)]),
    ),
    indexes: Object.fromEntries(declared),
  };
}

function createOrExtendTable(
  s: string,
  { name, fixed, columns, constraints, indexes }: TableDeclaration,
  found: ReadonlySet<string>,
  existing: ReadonlySet<string>,
): string[] {
  const table = `${s}.${quoted(name)}`;
  const statements: string[] = [];
  const declared = Object.entries(columns).map(([column, type]) => ({
    column,
    sql: `${quoted(column)} ${type}`,
  }));
  if (found.size === 0) {
    const all = [fixed, ...declared.map(({ sql }) => sql), ...(constraints ? [constraints] : [])];
    statements.push(`CREATE TABLE ${table} (${all.join(", ")})`);
  } else if (!isOurs(fixed, found)) {
    throw new Misuse(
      `The schema ${s} has a table ${name} that taskwire did not make. Rename it, or give taskwire another schema.`,
    );
  } else {
    const absent = declared
      .filter(({ column }) => !found.has(column))
      .map(({ sql }) => `ADD COLUMN ${sql}`);
    if (absent.length > 0) statements.push(`ALTER TABLE ${table} ${absent.join(", ")}`);
  }
  for (const [index, on] of Object.entries(indexes))
    if (!existing.has(index)) statements.push(`CREATE INDEX ${quoted(index)} ON ${table} ${on}`);
  return statements;
}

/** Whether a table has all the columns that taskwire always makes. */
const isOurs = (fixed: string, found: ReadonlySet<string>): boolean =>
  fixed.split(", ").every((column) => {
    const [, name = ""] = /^"?([^" ]+)/.exec(column) ?? [];
    return found.has(name);
  });

function indexName(name: string, index: readonly string[]): string {
  const whole = `${name}_by_${index.join("_")}`;
  if (Buffer.byteLength(whole) <= maxNameLength) return whole;
  return `${name.slice(0, 40)}_by_${createHash("sha256").update(whole).digest("hex").slice(0, 16)}`;
}

function checkNames(collection: string, fields: readonly string[]): void {
  for (const name of [collection, ...fields]) {
    if (Buffer.byteLength(name) > maxNameLength)
      throw new Misuse(
        `The name ${name} is longer than ${maxNameLength} bytes, and PostgreSQL would cut it off. Choose a shorter one.`,
      );
  }
  if (fields.length > maxFields)
    throw new Misuse(
      `The collection ${collection} has ${fields.length} fields; the maximum is ${maxFields}.`,
    );
}

/** SQL for the position of nulls in an order. Null is the smallest value in every storage. */
export const nullsOf = (
  type: Collection["fields"][string] | undefined,
  order: "asc" | "desc" = "asc",
): string => (type && isNullable(type) ? (order === "asc" ? " NULLS FIRST" : " NULLS LAST") : "");

/**
 * Creates what is missing in the schema. It never changes or drops anything, not even unknown
 * columns. So older and newer nodes can share the schema. If several nodes start at once, one
 * creates everything, and the others wait and then find it complete.
 */
export async function migrate(
  client: PoolClient,
  schema: string,
  collections: readonly Collection[],
  routines: readonly Routine[],
): Promise<void> {
  if ((await missingStatements(client, schema, collections, routines)).length === 0) return;
  await client.query("BEGIN");
  try {
    // Creating an index on a large table takes long, and other nodes wait for it. So these timeouts
    // are longer than usual.
    await client.query(
      `SET LOCAL search_path = ${searchPath}; SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = 0`,
    );
    await createMissing(client, schema, collections, routines);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  }
}

/**
 * Creates what is missing, in the caller's transaction. A lock lets only one node do it at a time.
 */
export async function createMissing(
  client: Pick<PoolClient, "query">,
  schema: string,
  collections: readonly Collection[],
  routines: readonly Routine[],
): Promise<void> {
  await client.query(
    "SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('taskwire schema ' || $1::text, 0))",
    [schema],
  );
  for (const statement of await missingStatements(client, schema, collections, routines))
    await client.query(statement);
}
