import { type Collection, TaskwireError } from "@taskwire/core/adapter";
import { readDeclaration } from "@taskwire/core/storage";
import type { ClientBase } from "pg";
import { quoted } from "./columns.ts";
import type { ExistingSchema } from "./existing-schema.ts";

/**
 * Returns the collections that storages have declared in the schema; null if taskwire has never
 * used it.
 *
 * @throws TaskwireError `unavailable` if an older version made the schema.
 */
export function declaredCollections({ columns, declared }: ExistingSchema): Collection[] | null {
  if (!columns.has("taskwire_topics")) return null;
  if (!declared) {
    throw new TaskwireError(
      "unavailable",
      "An older version of taskwire made the schema and stored no declarations. Start your app on it once with this version.",
    );
  }
  return [...declared].map(([name, declaration]) => readDeclaration(name, declaration));
}

/** Returns the names of tables and columns that taskwire did not make. */
export function foreignNames(existing: ExistingSchema): string[] {
  const declared = new Map((declaredCollections(existing) ?? []).map((one) => [one.name, one]));
  return [...existing.columns].flatMap(([table, columns]) => {
    if (table.startsWith("taskwire_")) return [];
    const collection = declared.get(table);
    if (!collection) return [table];
    const known = new Set(["id", "version", "_notice", ...Object.keys(collection.fields)]);
    return [...columns]
      .filter((column) => !known.has(column))
      .map((column) => `${table}.${column}`);
  });
}

/** Counts taskwire's data in words, e.g. `12 topics, 3 keys`; null if there is none. */
export async function describeContents(
  client: ClientBase,
  schema: string,
  collections: readonly Collection[] | null,
): Promise<string | null> {
  if (!collections) return null;
  const s = quoted(schema);
  const count = (table: string) => `(SELECT count(*) FROM ${s}.${quoted(table)})`;
  const { rows } = await client.query<string[]>({
    text: `SELECT ${count("taskwire_topics")}, ${collections.map(({ name }) => count(name)).join(" + ") || "0"},
      ${count("taskwire_tombstones")}, ${count("taskwire_keys")}`,
    rowMode: "array",
  });
  const names = ["topics", "records", "deleted records", "keys"];
  const some = (rows[0] ?? []).map(Number).flatMap((n, i) => (n > 0 ? [`${n} ${names[i]}`] : []));
  return some.length > 0 ? some.join(", ") : null;
}
