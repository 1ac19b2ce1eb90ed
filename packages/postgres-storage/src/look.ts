import { type Collection, readDeclaration, TaskwireError } from "@taskwire/core/adapter";
import type { ClientBase } from "pg";
import { quoted } from "./columns.ts";
import type { Found } from "./schema.ts";

/** What storages have declared to the schema, by name; null when taskwire was never there. */
export function declaredIn({ columns, declared }: Found): Collection[] | null {
  if (!columns.has("taskwire_topics")) return null;
  if (!declared) {
    throw new TaskwireError(
      "unavailable",
      "The schema was made by an older taskwire, which did not keep what it declares. Start your app on it once with this version.",
    );
  }
  return [...declared].map(([name, declaration]) => readDeclaration(name, declaration));
}

/** Tables and columns that somebody else made. */
export function foreignIn(found: Found): string[] {
  const declared = new Map((declaredIn(found) ?? []).map((one) => [one.name, one]));
  return [...found.columns].flatMap(([table, columns]) => {
    if (table.startsWith("taskwire_")) return [];
    const ours = declared.get(table);
    if (!ours) return [table];
    const known = new Set(["id", "version", ...Object.keys(ours.fields)]);
    return [...columns]
      .filter((column) => !known.has(column))
      .map((column) => `${table}.${column}`);
  });
}

/** What there is of taskwire, in words; null when there is nothing. */
export async function holdings(
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
