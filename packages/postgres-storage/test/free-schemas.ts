import { randomUUID } from "node:crypto";
import type pg from "pg";

/**
 * Deletes all rows of a schema. Its tables stay, because it takes a second to make them. `TRUNCATE` makes
 * new files for all tables and indexes, which takes four times as long for a few rows.
 */
export async function emptySchema(database: pg.Pool, schema: string): Promise<void> {
  const { rows } = await database.query<{ tablename: string }>(
    "SELECT tablename FROM pg_tables WHERE schemaname = $1 AND tablename <> 'taskwire_collections'",
    [schema],
  );
  await database.query(
    rows.map(({ tablename }) => `DELETE FROM "${schema}"."${tablename}"`).join(";"),
  );
}

/** Schemas that no test of this process uses, without rows. */
const free: string[] = [];

/** Returns an empty schema for one test. */
export const takeSchema = (): string => free.pop() ?? `same_${randomUUID().replaceAll("-", "")}`;

/**
 * Empties the schema of a test that is over, for the next test.
 *
 * @param used undefined: the test has not used the schema
 */
export async function giveSchemaBack(used: pg.Pool | undefined, schema: string): Promise<void> {
  if (used) await emptySchema(used, schema);
  free.push(schema);
}
