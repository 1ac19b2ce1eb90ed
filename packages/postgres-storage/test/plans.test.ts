import { builtInCollections } from "@taskwire/core/adapter";
import { expect, test } from "vitest";
import { countStatement, listStatement } from "../src/list.ts";
import { opened, stranger, temporarySchema } from "./database.ts";

test("a partial index serves the lists and counts that name it", async () => {
  const schema = temporarySchema();
  await opened({ schema }, builtInCollections);
  const client = await stranger();
  // The tables are empty, and PostgreSQL would read them whole.
  await client.query("SET enable_seqscan = off; SET enable_bitmapscan = off");
  let seen = 0;
  for (const collection of builtInCollections) {
    for (const index of Object.keys(collection.partial ?? {})) {
      const [first = ""] = collection.indexes[index] ?? [];
      const query = { index, equals: { [first]: "a" }, limit: 9 };
      for (const { text, values } of [
        listStatement(schema, collection, query),
        listStatement(schema, collection, { ...query, after: ["a", "b", "c"], order: "desc" }),
        listStatement(schema, collection, { ...query, each: ["b"] }),
        countStatement(schema, collection, { ...query, scan: 9 }),
      ]) {
        const { rows } = await client.query<{ "QUERY PLAN": string }>(`EXPLAIN ${text}`, [
          ...values,
        ]);
        const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
        expect(plan).toMatch(/Index (Only )?Scan (Backward )?using "?\w+_if_/);
        seen++;
      }
    }
  }
  expect(seen).toBeGreaterThan(10);
});
