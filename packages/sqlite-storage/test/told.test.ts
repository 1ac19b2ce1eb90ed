import { existsSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Write } from "@taskwire/core/adapter";
import { expect, onTestFinished, test } from "vitest";
import { sqliteArchive } from "../src/archive.ts";
import { openWriter } from "../src/connection.ts";
import { migrate } from "../src/schema.ts";
import type { SqliteStorage } from "../src/sqlite-storage.ts";
import { Transactions } from "../src/transaction.ts";
import { opened, temporaryFile } from "./files.ts";
import {
  inspect,
  people,
  toAll,
  topicOf,
  wholeLog,
  words,
  wrongCounts,
  wrongRefs,
} from "./told-words.ts";

async function tell(storage: SqliteStorage, command: string, text: string) {
  const fields = { about: `task:${command}`, text, state: "open", by: null };
  await storage.commit(toAll(command, `${command}.0`, "insert", fields));
}

const rowsIn = (path: string) =>
  inspect(path, (db) =>
    Object.fromEntries(
      Object.entries({
        ...{ notices: "taskwire_words_notices", changes: "taskwire_words_changes", log: wholeLog },
      }).map(([what, rows]) => [what, db.prepare(`SELECT count(*) AS n FROM ${rows}`).get()?.n]),
    ),
  );

const filesWith = (path: string, text: string) =>
  [path, `${path}-wal`].filter((file) => existsSync(file) && readFileSync(file).includes(text));

test("the words of one event are kept once, and are gone from the file when nobody needs them any more", async () => {
  const path = temporaryFile();
  const storage = await opened(path, [words]);
  await tell(storage, "c1", "swordfish");
  await tell(storage, "c2", "other");
  expect(rowsIn(path)).toEqual({ notices: 2, changes: 2, log: 20 });
  await storage.commit(toAll("c3", "c1.0", "update", { state: "gone", by: "dao" }));
  expect(rowsIn(path)).toEqual({ notices: 2, changes: 3, log: 30 });
  expect(wrongRefs(path)).toEqual([]);
  expect(wrongCounts(path)).toEqual([]);
  await storage.commit(toAll("c4", "c1.0", "update", { text: null }, true));
  expect(rowsIn(path)).toEqual({ notices: 2, changes: 4, log: 40 });
  expect(wrongRefs(path)).toEqual([]);
  expect(wrongCounts(path)).toEqual([]);
  await expect.poll(() => filesWith(path, "swordfish"), { timeout: 30_000 }).toEqual([]);
  for (const key of ["c1.0", "c2.0"]) await storage.commit(toAll(`d${key}`, key, "delete", {}));
  expect(wrongRefs(path)).toEqual([]);
  expect(wrongCounts(path)).toEqual([]);
  for (const person of people) await storage.trim({ topic: topicOf(person), upTo: 100 });
  expect(rowsIn(path)).toEqual({ notices: 0, changes: 0, log: 0 });
});

test("a list that its owner has changed since a commit that failed is stored as it is now", async () => {
  const declared = { ...words, fields: { ...words.fields, tags: "json" } } as const;
  const db = openWriter({ path: temporaryFile(), busyTimeout: 1_000 });
  onTestFinished(() => db.close());
  migrate(db, [declared]);
  const transactions = new Transactions(db, [declared]);
  const tags = ["one"];
  const fields = { about: "task:1", text: "text", state: "open", by: null, tags };
  const commit = toAll("c1", "c1.0", "insert", fields);
  // The last write has the same record as the first one, so the commit fails.
  const writes = [...commit.writes, ...commit.writes.slice(0, 1)];
  expect(transactions.run([{ ...commit, writes }])).toEqual([{ status: "conflict" }]);
  tags.push("two");
  expect(transactions.run([commit])).toMatchObject([{ status: "committed" }]);
  const rows = db.prepare("SELECT DISTINCT tags FROM taskwire_words").all();
  expect(rows.map((row) => row.tags)).toEqual(['["one","two"]']);
});

test("a commit with a wrong record leaves nothing, whatever it wrote before that record", async () => {
  const path = temporaryFile();
  const storage = await opened(path, [words]);
  const fields = { about: "task:1", text: "text", state: "open", by: null };
  const commit = toAll("c1", "c1.0", "insert", fields);
  const [first, second, ...others] = commit.writes as Extract<Write, { kind: "insert" }>[];
  if (!first || !second) throw new Error("Nobody is told");
  const { like: _, ...alone } = second;
  const withSecond = (other: object) => ({
    ...commit,
    writes: [first, { ...alone, fields: { ...alone.fields, ...other } }, ...others],
  });
  for (const wrong of [{ to: "eve" }, { bogus: 1 }, { state: "none" }, { about: 1 }]) {
    const right = tell(storage, `right-${Object.keys(wrong)}`, "text");
    await expect(storage.commit(withSecond(wrong))).rejects.toMatchObject({ code: "internal" });
    await right;
  }
  expect(rowsIn(path)).toEqual({ notices: 4, changes: 4, log: 40 });
  expect(wrongRefs(path)).toEqual([]);
  expect(wrongCounts(path)).toEqual([]);
  expect(await storage.commit(commit)).toMatchObject({ status: "committed" });
});

test("a record and its events take less than 200 bytes of the file", async () => {
  const path = temporaryFile();
  const storage = await opened(path, [words]);
  const excerpt = "About forty words of a text that somebody wrote, ".repeat(4);
  for (let i = 0; i < 150; i++) {
    const command = `0199f3a2-7c5e-7d31-9a${String(i).padStart(2, "0")}-0123456789ab`;
    await tell(storage, command, excerpt);
    const status = { state: "gone", by: "dao" };
    await storage.commit(toAll(`${command}x`, `${command}.0`, "update", status));
  }
  await storage.close();
  const bytes = inspect(path, (db) =>
    Number(
      db.prepare("SELECT sum(pgsize) AS bytes FROM dbstat WHERE name LIKE '%words%'").get()?.bytes,
    ),
  );
  expect(bytes / (150 * people.length)).toBeLessThan(200);
});

test("a copy stores shared values only once, as its original does", async () => {
  const path = temporaryFile();
  const storage = await opened(path, [words]);
  for (const command of ["c1", "c2", "c3"]) await tell(storage, command, `text of ${command}`);
  await storage.commit(toAll("c4", "c2.0", "update", { state: "gone", by: "dao" }));
  await storage.close();
  const copy = temporaryFile();
  await sqliteArchive(copy).load(sqliteArchive(path).dump());
  expect(rowsIn(copy)).toEqual(rowsIn(path));
  expect(wrongRefs(copy)).toEqual([]);
  expect(wrongCounts(copy)).toEqual([]);
  const again = await opened(copy, [words]);
  await again.commit(toAll("c5", "c1.0", "update", { state: "gone", by: "lek" }));
  expect(wrongRefs(copy)).toEqual([]);
  expect(wrongCounts(copy)).toEqual([]);
});

test("the records of trimmed events are listed as before, also in a copy", async () => {
  const path = temporaryFile();
  const storage = await opened(path, [words]);
  for (const command of ["c1", "c2", "c3"]) await tell(storage, command, `text of ${command}`);
  await storage.commit(toAll("c4", "c2.0", "update", { state: "gone", by: "dao" }));
  const to = "person-3";
  const listed = async (one: SqliteStorage) => {
    const pages = ["to", "state", "about"].map((index) => {
      const equals = index === "about" ? { about: "task:c2" } : { to };
      return one.list(words.name, { index, equals, limit: 20 });
    });
    return Promise.all(pages);
  };
  const before = await listed(storage);
  expect(before.map(({ records }) => records.length)).toEqual([3, 3, 10]);
  for (const upTo of [2, 4]) {
    await storage.trim({ topic: topicOf(to), upTo });
    expect(await listed(storage)).toEqual(before);
    const [head] = await storage.heads([topicOf(to)]);
    expect(head).toMatchObject({ number: 4 });
  }
  expect(wrongRefs(path)).toEqual([]);
  const copy = temporaryFile();
  await sqliteArchive(copy).load(sqliteArchive(path).dump());
  const copied = await opened(copy, [words]);
  expect(await listed(copied)).toEqual(before);
  for (const one of [storage, copied])
    for (const key of ["c1.0", "c2.0", "c3.0"])
      await one.commit(toAll(`d${key}`, key, "delete", {}));
  for (const file of [path, copy]) {
    expect(wrongRefs(file)).toEqual([]);
    expect(wrongCounts(file)).toEqual([]);
    const entries = (db: DatabaseSync) =>
      db.prepare(`SELECT * FROM ${wholeLog} WHERE _entry IS NOT NULL OR _change = 0`).all();
    expect(inspect(file, entries)).toEqual([]);
  }
});

test("a person's count is right after several commits at once, wherever the records are", async () => {
  const path = temporaryFile();
  const storage = await opened(path, [words]);
  const keys = Array.from({ length: 40 }, (_, i) => `c${String(i).padStart(2, "0")}`);
  for (const key of keys) await tell(storage, key, "text");
  const change = (key: string) =>
    storage.commit(toAll(`d${key}`, `${key}.0`, "update", { state: "gone" }));
  // The oldest are in the log, and the newest are not moved there yet.
  await Promise.all([...keys.slice(0, 10), ...keys.slice(-10)].map(change));
  const query = { index: "state", limit: 100, scan: 100 };
  const counts = people.map((to) =>
    storage.count(words.name, { ...query, equals: { to, state: "open" } }),
  );
  expect(new Set(await Promise.all(counts))).toEqual(new Set([20]));
  expect(wrongCounts(path)).toEqual([]);
});

test("in a file that does not have the counts yet, the records are counted when it is opened", async () => {
  const path = temporaryFile();
  const before = await opened(path, [words]);
  for (let i = 0; i < 40; i++) await tell(before, `c${String(i).padStart(2, "0")}`, "text");
  await before.commit(toAll("d", "c00.0", "update", { state: "gone" }));
  await before.close();
  const file = new DatabaseSync(path);
  file.exec("DROP TABLE taskwire_words_log_counts");
  file.close();
  const storage = await opened(path, [words]);
  const query = { index: "state", limit: 100, scan: 100 };
  for (const to of people)
    expect(await storage.count(words.name, { ...query, equals: { to, state: "open" } })).toBe(39);
  expect(wrongCounts(path)).toEqual([]);
});

test("lists and counts of a person's records read no others", async () => {
  const path = temporaryFile();
  const storage = await opened(path, [words]);
  for (let i = 0; i < 40; i++) await tell(storage, `c${String(i).padStart(2, "0")}`, "text");
  for (let i = 0; i < 30; i++)
    await storage.commit(
      toAll(`d${i}`, `c${String(i).padStart(2, "0")}.0`, "update", { state: "gone" }),
    );
  const to = "person-3";
  const open = { index: "state", equals: { to, state: "open" } };
  expect(await storage.count(words.name, { ...open, limit: 100, scan: 100 })).toBe(10);
  expect(await storage.count(words.name, { ...open, limit: 4, scan: 100 })).toBe(4);
  const newest = { index: "to", equals: { to }, order: "desc" as const, limit: 3 };
  const { records } = await storage.list(words.name, newest);
  expect(records.map(({ fields }) => fields.number)).toEqual([40, 39, 38]);
});
