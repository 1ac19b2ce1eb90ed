import { engineContract } from "@taskwire/core/testing";
import pg from "pg";
import { afterAll, describe, onTestFinished, test } from "vitest";
import { postgresStorage } from "../src/postgres-storage.ts";
import { postgresUrl } from "./database.ts";
import { giveSchemaBack, takeSchema } from "./free-schemas.ts";

describe("two nodes on one PostgreSQL database", () => {
  const schemas = new WeakMap<object, string>();
  // Each node has a pool of its own. All tests use the same two: in a new connection, PostgreSQL compiles the
  // procedures again.
  const pools: pg.Pool[] = [];
  afterAll(() => Promise.all(pools.map((pool) => pool.end())));
  const openAt = async (node: 0 | 1, schema: string) => {
    pools[node] ??= new pg.Pool({ connectionString: await postgresUrl(), max: 5 });
    const storage = postgresStorage({ pool: pools[node], schema });
    schemas.set(storage, schema);
    return storage;
  };
  const openEmpty = async () => {
    const schema = takeSchema();
    onTestFinished(() => giveSchemaBack(pools[0], schema));
    return openAt(0, schema);
  };
  engineContract({
    test,
    open: openEmpty,
    beside: (first) => openAt(1, schemas.get(first) ?? ""),
    rounds: 60,
  });
});
