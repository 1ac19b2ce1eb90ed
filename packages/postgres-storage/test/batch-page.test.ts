import { readFileSync } from "node:fs";
import type { Collection, Commit } from "@taskwire/core/adapter";
import { expect, test } from "vitest";
import { Batch } from "../src/batch.ts";
import { commitProcedure } from "../src/commit-procedure.ts";
import { prepareCommit } from "../src/prepared-commit.ts";
import { opened, stranger, temporarySchema } from "./database.ts";

// The examples of docs/postgres-batches.md.
const page = readFileSync(new URL("../../../docs/postgres-batches.md", import.meta.url), "utf8");
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms"))].map(
    ([, text = ""]) => text,
  );
const [collections, commits, message, answer] = blocks("json").map((text) => JSON.parse(text)) as [
  Collection[],
  Commit[],
  unknown,
  unknown,
];

const declared = new Map(collections.map((one) => [one.name, one]));
const batch = new Batch(
  commits.map((commit) => prepareCommit(commit, (name) => declared.get(name) as Collection)),
);
const withoutSpaces = (text: string) => text.replaceAll(/\s/g, "");

test("the page shows the message that is sent for its commits", () => {
  expect(JSON.parse(batch.message(false))).toEqual(message);
});

test("all SQL of the page is part of the procedure", () => {
  const { sql } = commitProcedure("taskwire", collections);
  const statements = blocks("sql");
  expect(statements.length).toBeGreaterThan(0);
  for (const statement of statements)
    expect(withoutSpaces(sql)).toContain(withoutSpaces(statement));
});

test("PostgreSQL answers the batch as on the page, and the topic ends with Dao's event", async () => {
  const schema = temporarySchema();
  const storage = await opened({ schema }, collections);
  const sql = await stranger();
  await sql.query(`
    INSERT INTO ${schema}.taskwire_topics VALUES ('board:b1', 20, 'e20');
    INSERT INTO ${schema}.members VALUES ('b1/ada', 3, ''), ('b1/dao', 4, ''), ('b1/lek', 5, '');
    INSERT INTO ${schema}.tasks VALUES ('t1', 18, '', 'open'), ('t2', 20, '', 'open')`);
  const { name } = commitProcedure(schema, collections);
  const { rows } = await sql.query(`CALL ${schema}.${name}($1::jsonb, NULL)`, [
    batch.message(false),
  ]);
  expect(JSON.parse(rows[0].answer)).toEqual(answer);
  expect(batch.outcomes(rows[0].answer)).toEqual([
    { status: "committed", numbers: [21] },
    { status: "committed", numbers: [22] },
    { status: "conflict" },
  ]);
  expect(await storage.heads(["board:b1"])).toEqual([{ number: 22, id: "e-dao" }]);
  const { records } = await storage.get([
    { collection: "comments", id: "c1" },
    { collection: "tasks", id: "t2" },
  ]);
  expect(records).toMatchObject([{ version: 21 }, { version: 22, fields: { status: "approved" } }]);
});
