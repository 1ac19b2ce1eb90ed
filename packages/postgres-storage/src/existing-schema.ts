import type { PoolClient } from "pg";
import { quoted } from "./columns.ts";

/** The objects that exist in a schema. */
export interface ExistingSchema {
  readonly hasSchema: boolean;
  /** Names of columns by table. */
  readonly columns: ReadonlyMap<string, ReadonlySet<string>>;
  readonly indexes: ReadonlySet<string>;
  readonly routines: ReadonlySet<string>;
  /**
   * The declarations of collections, as JSON by name. Null if taskwire has never used the schema,
   * or if only an older version that stored no declarations has used it.
   */
  readonly declared: ReadonlyMap<string, string> | null;
}

/** Reads which objects exist in a schema. */
export async function readSchema(
  client: Pick<PoolClient, "query">,
  schema: string,
): Promise<ExistingSchema> {
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
  const namesOf = (wanted: string) =>
    new Set(rows.filter(({ kind }) => kind === wanted).map(({ name }) => name));
  const existing = {
    hasSchema: rows.length > 0,
    columns,
    indexes: namesOf("index"),
    routines: namesOf("routine"),
  };
  if (!columns.has("taskwire_collections")) return { ...existing, declared: null };
  const { rows: declared } = await client.query<[string, string]>({
    text: `SELECT name, declaration FROM ${quoted(schema)}.taskwire_collections ORDER BY name`,
    rowMode: "array",
  });
  return { ...existing, declared: new Map(declared) };
}
