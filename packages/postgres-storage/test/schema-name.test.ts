import { expect, test } from "vitest";
import { postgresArchive, postgresStorage } from "../src/index.ts";
import { postgresUrl, stranger, temporarySchema } from "./database.ts";

test.each([
  ["empty", ""],
  ["longer than PostgreSQL allows, so that it would be cut", "x".repeat(64)],
  ["too long in UTF-8", "ก".repeat(22)],
  ["with a NUL", "a\0b"],
  ["with half a character", "a\ud800"],
  ["PostgreSQL's own", "pg_app"],
])("refuses a schema name that is %s, before it asks the server", (_what, schema) => {
  const options = { url: "postgres://127.0.0.1:1/none", schema };
  const refusal = expect.objectContaining({
    code: "invalid",
    message: expect.stringContaining("1 to 63 bytes"),
  });
  expect(() => postgresStorage(options)).toThrow(refusal);
  expect(() => postgresArchive(options)).toThrow(refusal);
});

test("schema names that differ only in their 63rd byte are two schemas, whatever characters they contain", async () => {
  const start = `${temporarySchema()}"'; $$ \\ `.padEnd(62, "x");
  const [one, other] = [`${start}1`, `${start}2`].map((schema) => ({ schema }));
  const url = await postgresUrl();
  const storages = [one, other].map((at) => postgresStorage({ url, ...at }));
  for (const storage of storages) await storage.open([]);
  await storages[0]?.commit({
    reads: [],
    writes: [],
    events: [
      {
        topic: "t",
        id: "c.0",
        type: "x",
        subject: "s",
        at: "",
        actor: "a",
        audience: null,
        records: null,
        data: "{}",
      },
    ],
    result: "null",
  });
  const heads = await Promise.all(storages.map((storage) => storage.heads(["t"])));
  expect(heads.map(([head]) => head?.number)).toEqual([1, 0]);
  for (const storage of storages) await storage.close();
  const client = await stranger();
  for (const at of [one, other])
    await client.query(`DROP SCHEMA ${client.escapeIdentifier(at?.schema ?? "")} CASCADE`);
});
