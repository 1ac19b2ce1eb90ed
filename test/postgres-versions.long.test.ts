import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { storageContract } from "@taskwire/core/testing";
import { postgresStorage } from "@taskwire/postgres-storage";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { downloadedPrograms, makePostgresHome } from "./support/postgres-home.ts";
import { PostgresServer } from "./support/postgres-server.ts";

/** The last packages of each older major version that PostgreSQL maintains. The other tests run on the newest one. */
const versions = ["14.23.0-beta.17", "15.18.0-beta.17", "16.14.0-beta.17", "17.10.0-beta.17"];

describe.each(versions)("on PostgreSQL %s", (version) => {
  const folder = mkdtempSync(join(tmpdir(), "taskwire-postgres-version-"));
  let server: PostgresServer;

  beforeAll(async () => {
    const programs = downloadedPrograms(version, folder);
    server = await PostgresServer.startIn(await makePostgresHome(programs), "fsync=off");
  }, 180_000);

  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  test("the server is of this version", async () => {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>("SHOW server_version");
    await client.end();
    expect(rows[0]?.server_version).toBe(version.split(".", 2).join("."));
  });

  const schemas = new WeakMap<object, string>();
  const openAt = async (schema: string) => {
    const storage = postgresStorage({ url: server.url, schema, unsafe: true });
    schemas.set(storage, schema);
    return storage;
  };
  storageContract({
    test,
    open: () => openAt(`test_${randomUUID().replaceAll("-", "")}`),
    beside: (first) => openAt(schemas.get(first) ?? ""),
  });
});
