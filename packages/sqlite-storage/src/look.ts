import type { DatabaseSync } from "node:sqlite";
import type { DatabaseSummary } from "@taskwire/core/adapter";
import { type Collection, readDeclaration, TaskwireError } from "@taskwire/core/adapter";
import { quoted } from "./columns.ts";

/** Every table, column, index and view, as `table tasks`, `column tasks.title`, …. */
export function whatIsThere(db: DatabaseSync): Set<string> {
  const rows = db
    .prepare(
      `SELECT type || ' ' || name AS what FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
       UNION ALL SELECT 'column ' || m.name || '.' || c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
         WHERE m.type = 'table' ORDER BY 1`,
    )
    .all();
  return new Set(rows.map(({ what }) => String(what)));
}

/** What storages have declared to the file, by name; null when taskwire was never there. */
export function declaredIn(db: DatabaseSync): Collection[] | null {
  const there = whatIsThere(db);
  if (!there.has("table taskwire_topics")) return null;
  if (!there.has("table taskwire_collections")) {
    throw new TaskwireError(
      "unavailable",
      "The file was made by an older taskwire, which did not keep what it declares. Start your app on it once with this version.",
    );
  }
  const rows = db.prepare("SELECT name, declaration FROM taskwire_collections ORDER BY name").all();
  const collections = rows.map(({ name, declaration }) =>
    readDeclaration(String(name), String(declaration)),
  );
  // A view may be without end, and another's table is none of ours.
  const tables = new Set([...there].map((what) => what.toLowerCase()));
  for (const name of [...ownTables, ...collections.map((one) => one.name)]) {
    if (tables.has(`table ${name.toLowerCase()}`)) continue;
    throw new TaskwireError(
      "unavailable",
      `The table ${name} is gone from the file, which is damaged. Restore a backup.`,
    );
  }
  return collections;
}

const ownTables = ["taskwire_topics", "taskwire_events", "taskwire_keys", "taskwire_tombstones"];

export function look(db: DatabaseSync): DatabaseSummary {
  const collections = declaredIn(db);
  const tables = new Map((collections ?? []).map((one) => [one.name, one]));
  const foreign = othersTables(db).flatMap((table) => {
    const declared = tables.get(table);
    if (!declared) return [table];
    const columns = db.prepare("SELECT name FROM pragma_table_info(?)").all(table);
    const others = columns
      .map(({ name }) => String(name))
      .filter((name) => !isOurs(declared, name));
    return others.map((name) => `${table}.${name}`);
  });
  return { collections, contents: holdings(db), foreign };
}

function othersTables(db: DatabaseSync): string[] {
  const rows = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .all();
  return rows.map(({ name }) => String(name)).filter((name) => !/^(sqlite|taskwire)_/.test(name));
}

const isOurs = ({ fields }: Collection, column: string): boolean =>
  column === "id" || column === "version" || Object.hasOwn(fields, column);

/** What there is of taskwire, in words; null when there is nothing. */
export function holdings(db: DatabaseSync): string | null {
  const collections = declaredIn(db);
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
