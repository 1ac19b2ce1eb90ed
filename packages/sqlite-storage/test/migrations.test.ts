import { DatabaseSync } from "node:sqlite";
import type { Collection } from "@taskwire/core/adapter";
import { describe, expect, onTestFinished, test } from "vitest";
import { sqliteStorage } from "../src/sqlite-storage.ts";
import { opened, temporaryFile } from "./files.ts";
import { collections, commitOf, counters, eventOf, insertOf } from "./records.ts";

const wide: Collection = {
  ...counters,
  fields: {
    ...counters.fields,
    note: "text?",
    tags: "json",
    pinned: "boolean",
    place: "integer",
    setAt: "time?",
  },
  indexes: { ...counters.indexes, place: ["pinned", "place"] },
};
const extra: Collection = {
  name: "extras",
  fields: { value: "json?" },
  indexes: {},
  versions: "own",
};
const ref = { collection: counters.name, id: "c" };

/** The file as seen by another program. */
function sql(path: string): DatabaseSync {
  const db = new DatabaseSync(path);
  onTestFinished(() => db.close());
  return db;
}

describe("migrations", () => {
  test("collections become tables with real columns and ordered indexes", async () => {
    const path = temporaryFile();
    await opened(path, [wide]);
    const db = sql(path);
    const columns = db
      .prepare("SELECT name, type, \"notnull\" FROM pragma_table_info('counters')")
      .all();
    expect(
      columns.map(({ name, type, notnull }) => `${name} ${type}${notnull ? " not null" : ""}`),
    ).toEqual([
      "id TEXT not null",
      "version INTEGER not null",
      "value INTEGER not null",
      "name TEXT not null",
      "note TEXT",
      "tags TEXT not null",
      "pinned INTEGER not null",
      "place INTEGER not null",
      "setAt TEXT",
    ]);
    const plan = db
      .prepare(
        "EXPLAIN QUERY PLAN SELECT * FROM counters WHERE pinned IS 1 ORDER BY pinned, place, id",
      )
      .all();
    expect(plan.map(({ detail }) => detail)).toEqual([
      "SEARCH counters USING INDEX counters_by_pinned_place (pinned=?)",
    ]);
  });

  test("the log can be read through a view with the names of the topics", async () => {
    const path = temporaryFile();
    const storage = await opened(path);
    await storage.commit(commitOf({ events: [eventOf(), eventOf()] }));
    const rows = sql(path).prepare("SELECT * FROM taskwire_log ORDER BY topic, number").all();
    const expected = [1, 2].map((number) => ({ ...eventOf(), number, id: expect.any(String) }));
    expect(rows.map((row) => ({ ...row }))).toEqual(expected);
  });

  test("an older file is extended: new fields get neutral values, new indexes cover the old records", async () => {
    const path = temporaryFile();
    const before = await opened(path);
    await before.commit(insertOf("c", 7));
    await before.close();
    const after = await opened(path, [wide, extra]);
    const fields = {
      value: 7,
      name: "c",
      note: null,
      tags: null,
      pinned: false,
      place: 0,
      setAt: null,
    };
    expect((await after.get([ref])).records).toEqual([{ id: "c", version: 1, fields }]);
    const { records } = await after.list(counters.name, {
      index: "place",
      equals: { pinned: false },
      limit: 9,
    });
    expect(records).toHaveLength(1);
    expect((await after.get([{ collection: extra.name, id: "none" }])).records[0]?.version).toBe(0);
  });

  test("a column added by the app is left alone", async () => {
    const path = temporaryFile();
    const storage = await opened(path);
    await storage.commit(insertOf("c"));
    const db = sql(path);
    db.exec("ALTER TABLE counters ADD COLUMN colour TEXT; UPDATE counters SET colour = 'red'");
    await storage.commit(
      commitOf({
        writes: [{ kind: "update", ...ref, fields: { value: 9 }, event: 0 }],
        events: [eventOf()],
      }),
    );
    await storage.close();
    const again = await opened(path);
    expect((await again.get([ref])).records[0]?.fields).toEqual({ value: 9, name: "c" });
    expect(db.prepare("SELECT colour, value FROM counters").get()).toEqual({
      colour: "red",
      value: 9,
    });
  });

  test("several nodes that open a new or an older file at once all succeed", async () => {
    const path = temporaryFile();
    const narrow = await Promise.all([1, 2, 3].map(() => opened(path)));
    await narrow[0]?.commit(insertOf("c"));
    const all = await Promise.all([1, 2, 3].map(() => opened(path, [wide, extra])));
    for (const storage of [...narrow, ...all])
      expect((await storage.get([ref])).records[0]?.version).toBe(1);
  });

  test("an app's own table with the name of a collection is not touched", async () => {
    const path = temporaryFile();
    const db = sql(path);
    db.exec("CREATE TABLE counters (a TEXT)");
    await expect(sqliteStorage(path).open(collections)).rejects.toThrow(
      /table counters that taskwire did not make. Rename it/,
    );
    expect(db.prepare("SELECT name FROM sqlite_schema").all()).toEqual([{ name: "counters" }]);
  });
});
