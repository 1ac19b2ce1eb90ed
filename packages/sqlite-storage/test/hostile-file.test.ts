import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { DumpPart } from "@taskwire/core/adapter";
import { expect, test } from "vitest";
import { sqliteArchive } from "../src/archive.ts";
import { sqliteStorage } from "../src/sqlite-storage.ts";
import { temporaryFile } from "./files.ts";
import { collections, counters, increment, insertOf } from "./records.ts";

/** Makes a file with taskwire and then changes it with SQL. */
async function changed(...statements: readonly string[]): Promise<string> {
  const path = temporaryFile();
  const storage = sqliteStorage(path);
  await storage.open(collections);
  await storage.commit(insertOf("c"));
  await increment(storage, "c");
  await storage.close();
  using db = new DatabaseSync(path);
  for (const statement of statements) db.exec(statement);
  return path;
}

const endless = `CREATE VIEW taskwire_keys AS WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n)
  SELECT 'a' AS actor, i AS key, '' AS hash, '' AS at, '' AS result, '[]' AS numbers FROM n`;
const declared = (json: string) => `UPDATE taskwire_collections SET declaration = '${json}'`;

test.each<[string, string[], RegExp]>([
  ["an invalid declaration", [declared("null")], /declares its collection counters in a way/],
  [
    "an endless view instead of a table",
    ["DROP TABLE taskwire_keys", endless],
    /The table taskwire_keys is missing/,
  ],
  ["a missing table", [`DROP TABLE ${counters.name}`], /The table counters is missing/],
  [
    "a version beyond 2^53",
    ["UPDATE counters SET version = 1 << 60"],
    /"counters" has a number beyond 2\^53/,
  ],
  [
    "a fractional version",
    ["UPDATE counters SET version = 1.5"],
    /counters c has a number that is not an integer/,
  ],
  [
    "a number that is text",
    ["UPDATE taskwire_events SET number = 'x' WHERE number = 1"],
    /has a number that is not an integer/,
  ],
  [
    "a floor that is text",
    ["UPDATE taskwire_topics SET floor = 'x'"],
    /topic \S+ has a number that is not an integer/,
  ],
  [
    "data that are bytes",
    ["UPDATE taskwire_events SET data = x'ff'"],
    /event 1 of \S+ has a value that is not text/,
  ],
  [
    "invalid numbers of a key",
    ["INSERT INTO taskwire_keys VALUES ('a', 'k', '', '', '', '{}')"],
    /the key k of a has numbers that are not integers/,
  ],
])(
  "refuses a file with %s, says what would help, and stores nothing of it",
  async (_what, statements, says) => {
    const from = sqliteArchive(await changed(...statements));
    const path = temporaryFile();
    const refused = {
      name: "TaskwireError",
      code: "unavailable",
      message: expect.stringMatching(says),
    };
    await expect(sqliteArchive(path).load(from.dump())).rejects.toMatchObject(refused);
    await expect(sqliteArchive(path).load(from.dump())).rejects.toThrow(
      /Restore a backup|restore a backup/,
    );
    expect(existsSync(path)).toBe(false);
  },
);

test("names tables of others, whatever their names", async () => {
  const path = await changed(
    'CREATE TABLE "a.b""; DROP TABLE counters; --" (x)',
    "ALTER TABLE counters ADD COLUMN [c.d] TEXT",
  );
  const { foreign } = await sqliteArchive(path).inspect();
  expect(foreign).toEqual(['a.b"; DROP TABLE counters; --', "counters.c.d"]);
});

test("copies a collection with any name, and the name has no effect", async () => {
  const [name, field] = ['n"; DROP TABLE "counters', "a\"',"];
  const from = sqliteArchive(await changed());
  await from.migrate([
    { name, fields: { [field]: "text?" }, indexes: { x: [field] }, versions: "own" },
  ]);
  const to = sqliteArchive(temporaryFile());
  await to.load(from.dump());
  const partsOf = async (archive: typeof to) => {
    const parts: DumpPart[] = [];
    for await (const part of archive.dump()) parts.push(part);
    return parts;
  };
  expect(await partsOf(to)).toEqual(await partsOf(from));
});
