import type { DatabaseSync } from "node:sqlite";
import type { DatabaseSummary } from "@taskwire/core/adapter";
import { type Collection, TaskwireError } from "@taskwire/core/adapter";
import { readDeclaration } from "@taskwire/core/storage";
import { quoted } from "./columns.ts";
import { isTold, toldTables } from "./told.ts";

/** Returns every table, column, index and view, as `table tasks`, `column tasks.title`, …. */
export function existingObjects(db: DatabaseSync): Set<string> {
  const rows = db
    .prepare(
      `SELECT type || ' ' || name AS what FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
       UNION ALL SELECT 'column ' || m.name || '.' || c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
         WHERE m.type = 'table' ORDER BY 1`,
    )
    .all();
  return new Set(rows.map(({ what }) => String(what)));
}

/**
 * Returns the collections that storages have declared in the file; null if taskwire has never used
 * it.
 *
 * @throws TaskwireError `unavailable` if an older version made the file, or if it is damaged.
 */
export function declaredCollections(db: DatabaseSync): Collection[] | null {
  const there = existingObjects(db);
  if (!there.has("table taskwire_topics")) return null;
  if (!there.has("table taskwire_collections")) {
    throw new TaskwireError(
      "unavailable",
      "An older version of taskwire made the file and stored no declarations. Start your app on it once with this version.",
    );
  }
  const rows = db.prepare("SELECT name, declaration FROM taskwire_collections ORDER BY name").all();
  const collections = rows.map(({ name, declaration }) =>
    readDeclaration(String(name), String(declaration)),
  );
  // Only real tables are read. Somebody may have replaced a table by a view, and reading it may
  // never end.
  const tables = new Set([...there].map((what) => what.toLowerCase()));
  const told = collections.filter(isTold).flatMap((one) => Object.values(toldTables(one)));
  const needed = [...ownTables, ...collections.map((one) => one.name), ...told.map(unquoted)];
  for (const name of needed) {
    if (tables.has(`table ${name.toLowerCase()}`)) continue;
    throw new TaskwireError(
      "unavailable",
      `The table ${name} is missing, so the file is damaged. Restore a backup.`,
    );
  }
  return collections;
}

const unquoted = (name: string): string => name.slice(1, -1).replaceAll('""', '"');

const ownTables = ["taskwire_topics", "taskwire_events", "taskwire_keys", "taskwire_tombstones"];

/** Returns a summary of the file. */
export function summarize(db: DatabaseSync): DatabaseSummary {
  const collections = declaredCollections(db);
  const tables = new Map((collections ?? []).map((one) => [one.name, one]));
  const foreign = foreignTables(db).flatMap((table) => {
    const declared = tables.get(table);
    if (!declared) return [table];
    const columns = db.prepare("SELECT name FROM pragma_table_info(?)").all(table);
    const foreignColumns = columns
      .map(({ name }) => String(name))
      .filter((name) => !isOurs(declared, name));
    return foreignColumns.map((name) => `${table}.${name}`);
  });
  return { collections, contents: describeContents(db), foreign };
}

function foreignTables(db: DatabaseSync): string[] {
  const rows = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .all();
  return rows.map(({ name }) => String(name)).filter((name) => !/^(sqlite|taskwire)_/.test(name));
}

const isOurs = (collection: Collection, column: string): boolean =>
  (isTold(collection) ? ["_notice", "topic_id", "number"] : ["id", "version"]).includes(column) ||
  Object.hasOwn(collection.fields, column);

/** Counts taskwire's data in words, e.g. `12 topics, 3 keys`; null if there is none. */
export function describeContents(db: DatabaseSync): string | null {
  const collections = declaredCollections(db);
  if (!collections) return null;
  const count = (table: string) =>
    Number(db.prepare(`SELECT count(*) AS n FROM ${quoted(table)}`).get()?.n);
  const records = collections.reduce((sum, { name }) => sum + count(name), 0);
  const counts = {
    topics: count("taskwire_topics"),
    records,
    "deleted records": count("taskwire_tombstones"),
    keys: count("taskwire_keys"),
  };
  const some = Object.entries(counts).filter(([, n]) => n > 0);
  return some.length > 0 ? some.map(([what, n]) => `${n} ${what}`).join(", ") : null;
}
