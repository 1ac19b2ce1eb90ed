import { randomUUID } from "node:crypto";
import pg from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import { type PostgresStorage, postgresStorage } from "../src/index.ts";
import { opened, postgresUrl, stranger, temporarySchema } from "./database.ts";
import { collections, counters, eventsOf, increment, insertOf, topic, upTo } from "./records.ts";

/** Functions and operators that fit taskwire's calls better than PostgreSQL's, and stop the statement. */
const traps = [
  ["hashtextextended", "a text, b integer", "bigint"],
  ["json_agg", "a json", "text"],
  ["json_build_array", "a text, b text", "json"],
  ["json_build_array", "a text, b bigint, c text", "json"],
  ["jsonb_array_elements_text", "a text", "text"],
  ["unnest", "a text[]", "text"],
  ["cardinality", "a text[]", "integer"],
  ["array_agg", "a bigint", "bigint[]"],
  ["set_config", "a text, b text, c boolean", "text"],
  ["to_jsonb", "a text", "jsonb"],
] as const;
const operators = [
  ["->", "jsonb", "jsonb", "jsonb"],
  ["->>", "jsonb", "jsonb", "text"],
  ["<>", "jsonb", "text", "boolean"],
  ["||", "text", "bigint", "text"],
  ["?", "jsonb", "jsonb", "boolean"],
] as const;

/** A database with these traps in `public`, as a role with CREATE there can make them. */
async function trappedDatabase(): Promise<string> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const admin = await stranger();
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(await postgresUrl());
  url.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  const body = "LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'trapped'; END$$";
  for (const [trap, parameters, result] of traps)
    await client.query(`CREATE FUNCTION public.${trap}(${parameters}) RETURNS ${result} ${body}`);
  for (const [i, [operator, left, right, result]] of operators.entries()) {
    await client.query(
      `CREATE FUNCTION public.trap${i}(a ${left}, b ${right}) RETURNS ${result} ${body};
       CREATE OPERATOR public.${operator} (FUNCTION = public.trap${i}, LEFTARG = ${left}, RIGHTARG = ${right})`,
    );
  }
  await client.end();
  return url.href;
}

/** Opens a storage, and uses each kind of its statements once. */
async function useAll(storage: PostgresStorage): Promise<void> {
  onTestFinished(() => storage.close());
  await storage.open(collections);
  const key = { actor: "a", key: "k", hash: "h", at: "" };
  const one = { ...insertOf("one"), key };
  expect(await storage.commit(one)).toMatchObject({ status: "committed" });
  expect(await storage.commit(one)).toMatchObject({ status: "repeated" });
  const many = upTo(20).map((i) => storage.commit(insertOf(`n${i}`)));
  for (const outcome of await Promise.all(many)) expect(outcome.status).toBe("committed");
  await increment(storage, "one");
  const stale = { collection: counters.name, id: "one", version: 1 };
  expect(await storage.commit({ ...insertOf("two"), reads: [stale] })).toEqual({
    status: "conflict",
  });
  const { records } = await storage.get([{ collection: counters.name, id: "one" }], key);
  expect(records).toMatchObject([{ fields: { value: 1 } }]);
  const query = { index: "value", equals: {}, limit: 2 };
  const { next } = await storage.list(counters.name, query);
  if (!next) throw new Error("There is no second page.");
  await storage.list(counters.name, { ...query, after: next });
  await storage.list(counters.name, { ...query, each: [0, 1] });
  expect(await eventsOf(storage)).toHaveLength(22);
  await storage.heads([topic]);
  await storage.trim({ topic, upTo: 1 });
  await storage.trim({ keysBefore: "9" });
}

describe("H9: functions that another role made", () => {
  test("are never called, in any statement of the storage", async () => {
    await useAll(postgresStorage(await trappedDatabase()));
  });

  test("can't replace PostgreSQL's own, because such a search_path is refused", async () => {
    const url = new URL(await postgresUrl());
    url.searchParams.set("options", "-c search_path=public,pg_catalog");
    const storage = postgresStorage({ url: url.href, schema: temporarySchema() });
    await expect(storage.open([])).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("public before pg_catalog"),
    });
  });

  test("can't be made by the name of a schema", async () => {
    const schema = `x$taskwire$; SELECT 1/0; $taskwire1$ ${randomUUID().slice(0, 8)}`;
    const storage = postgresStorage({ url: await postgresUrl(), schema });
    await storage.open(collections);
    await storage.close();
    const client = await stranger();
    await client.query(`DROP SCHEMA ${client.escapeIdentifier(schema)} CASCADE`);
  });
});

test("I12: parsers that the app has set for its own statements change nothing", async () => {
  const { builtins } = pg.types;
  const oids = [builtins.BOOL, builtins.INT4, builtins.INT8, builtins.JSON, builtins.TEXT];
  const saved = oids.map((oid) => [oid, pg.types.getTypeParser(oid)] as const);
  onTestFinished(() => {
    for (const [oid, parser] of saved) pg.types.setTypeParser(oid, parser);
  });
  for (const oid of oids) pg.types.setTypeParser(oid, (text: string) => ({ text }));
  const storage = await opened();
  expect(await storage.commit(insertOf("one"))).toMatchObject({ numbers: [1] });
  await increment(storage, "one");
  expect(await eventsOf(storage)).toHaveLength(2);
  await storage.trim({ keysBefore: "9" });
});

test("I12: a server that refuses what PL/pgSQL can warn of changes nothing", async () => {
  const url = new URL(await postgresUrl());
  url.searchParams.set("options", "-c plpgsql.extra_errors=all");
  await useAll(postgresStorage({ url: url.href, schema: temporarySchema() }));
});

test("I12: an app whose `pg` reads binary values is told to turn that off, with its own pool or without", async () => {
  const before = pg.defaults.binary;
  onTestFinished(() => {
    pg.defaults.binary = before;
  });
  pg.defaults.binary = true;
  const pool = new pg.Pool({ connectionString: await postgresUrl() });
  onTestFinished(() => pool.end());
  for (const at of [{ url: await postgresUrl() }, { pool }]) {
    const storage = postgresStorage({ ...at, schema: temporarySchema() });
    await expect(storage.open(collections)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("pg.defaults.binary = false"),
    });
  }
});
