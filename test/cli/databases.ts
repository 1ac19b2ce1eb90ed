import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Storage } from "@taskwire/core/adapter";
import { postgresStorage } from "@taskwire/postgres-storage";
import { sqliteStorage } from "@taskwire/sqlite-storage";
import pg from "pg";
import { newSchema, temporaryFolder } from "../copy/ends.ts";
import { postgresUrl } from "../support/postgres-url.ts";

/** A database of a test, with ways in for the command, for an app and for plain SQL. */
export interface Database {
  readonly address: string;
  readonly storage: () => Storage;
  /**
   * Runs a statement directly on the database and returns its rows. Tables are written as
   * `{tasks}`.
   */
  readonly sql: (statement: string) => Promise<{ [column: string]: unknown }[]>;
}

export function sqliteDatabase(path = join(temporaryFolder(), "app.db")): Database {
  return {
    address: `sqlite:${path}`,
    storage: () => sqliteStorage(path),
    async sql(statement) {
      using db = new DatabaseSync(path);
      return db.prepare(statement.replaceAll(/\{(\w+)\}/g, "$1")).all();
    },
  };
}

export async function postgresDatabase(url?: string): Promise<Database> {
  const [at, schema] = [new URL(url ?? (await postgresUrl())), newSchema()];
  const place = { url: at.href, schema };
  const withSchema = new URL(at);
  withSchema.searchParams.set("schema", schema);
  return {
    address: withSchema.href,
    storage: () => postgresStorage(place),
    async sql(statement) {
      const client = new pg.Client({ connectionString: at.href });
      await client.connect();
      try {
        return (await client.query(statement.replaceAll(/\{(\w+)\}/g, `${schema}.$1`))).rows;
      } finally {
        await client.end();
      }
    },
  };
}

/** Opens an app, runs `use`, and closes the app. */
export async function withApp<
  App extends { open(): Promise<unknown>; close(): Promise<unknown> },
  T,
>(app: App, use: (app: App) => Promise<T>): Promise<T> {
  await app.open();
  try {
    return await use(app);
  } finally {
    await app.close();
  }
}
