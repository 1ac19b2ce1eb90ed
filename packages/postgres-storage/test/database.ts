import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject, onTestFinished } from "vitest";
import {
  type PostgresStorage,
  type PostgresStorageOptions,
  postgresStorage,
} from "../src/postgres-storage.ts";
import { collections } from "./records.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgres: string;
  }
}

let url: Promise<string> | undefined;

/** URL of the PostgreSQL server that all tests of this run share. */
export async function postgresUrl(): Promise<string> {
  url ??= fetch(inject("postgres")).then(async (response) => {
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return text;
  });
  return url;
}

/** A separate database client that is closed after the test. */
export async function stranger(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: await postgresUrl() });
  // A test may end its connection.
  client.on("error", () => {});
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

/** Returns the name of a schema that is dropped after the test. */
export function temporarySchema(): string {
  const schema = `test_${randomUUID().replaceAll("-", "")}`;
  onTestFinished(async () => {
    const client = new pg.Client({ connectionString: await postgresUrl() });
    await client.connect();
    await client.query(
      `SET client_min_messages = warning; DROP SCHEMA IF EXISTS ${schema} CASCADE`,
    );
    await client.end();
  });
  return schema;
}

/** Opens a storage that is closed after the test. */
export async function opened(
  options: Partial<PostgresStorageOptions> = {},
  declared: Parameters<PostgresStorage["open"]>[0] = collections,
): Promise<PostgresStorage> {
  const storage = postgresStorage({
    url: await postgresUrl(),
    schema: temporarySchema(),
    ...options,
  });
  onTestFinished(() => storage.close());
  await storage.open(declared);
  return storage;
}
