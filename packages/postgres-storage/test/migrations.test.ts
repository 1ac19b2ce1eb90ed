import type { Collection } from "@taskwire/core/adapter";
import { describe, expect, test } from "vitest";
import { postgresStorage } from "../src/postgres-storage.ts";
import { opened, postgresUrl, stranger, temporarySchema } from "./database.ts";
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
  indexes: { ...counters.indexes, place: ["pinned", "place"], note: ["note"] },
};
const extra: Collection = {
  name: "extras",
  fields: { value: "json?" },
  indexes: {},
  versions: "own",
};
const ref = { collection: counters.name, id: "c" };

describe("migrations", () => {
  test("collections become tables with real columns and ordered indexes", async () => {
    const schema = temporarySchema();
    await opened({ schema }, [wide]);
    const sql = await stranger();
    const { rows } = await sql.query(
      `SELECT column_name AS name, data_type AS type, is_nullable = 'NO' AS required, collation_name AS collation
       FROM information_schema.columns WHERE table_schema = $1 AND table_name = 'counters' ORDER BY ordinal_position`,
      [schema],
    );
    expect(
      rows.map(({ name, type, required, collation }) =>
        [name, type, collation, required && "not null"].filter(Boolean).join(" "),
      ),
    ).toEqual([
      "id text C not null",
      "version bigint not null",
      "value bigint not null",
      "name text C not null",
      "note text C",
      "tags text C not null",
      "pinned boolean not null",
      "place bigint not null",
      "setAt text C",
    ]);
    await sql.query("SET enable_seqscan = off; SET enable_sort = off");
    for (const [where, order, index] of [
      ["pinned", "pinned, place, id", "counters_by_pinned_place"],
      ["true", "note DESC NULLS LAST, id DESC", "counters_by_note"],
    ]) {
      const { rows: plan } = await sql.query(
        `EXPLAIN SELECT * FROM ${schema}.counters WHERE ${where} ORDER BY ${order} LIMIT 9`,
      );
      expect(plan.map((row) => row["QUERY PLAN"]).join("\n")).toMatch(
        new RegExp(`Index Scan.* using ${index}`),
      );
    }
  });

  test("an older schema is extended: new fields get neutral values, new indexes cover the old records", async () => {
    const schema = temporarySchema();
    const before = await opened({ schema });
    await before.commit(insertOf("c", 7));
    await before.close();
    const after = await opened({ schema }, [wide, extra]);
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
    const schema = temporarySchema();
    const storage = await opened({ schema });
    await storage.commit(insertOf("c"));
    const sql = await stranger();
    await sql.query(
      `ALTER TABLE ${schema}.counters ADD COLUMN colour text; UPDATE ${schema}.counters SET colour = 'red'`,
    );
    await storage.commit(
      commitOf({
        writes: [{ kind: "update", ...ref, fields: { value: 9 }, event: 0 }],
        events: [eventOf()],
      }),
    );
    await storage.close();
    const again = await opened({ schema });
    expect((await again.get([ref])).records[0]?.fields).toEqual({ value: 9, name: "c" });
    const { rows } = await sql.query(`SELECT colour, value::int FROM ${schema}.counters`);
    expect(rows).toEqual([{ colour: "red", value: 9 }]);
  });

  test("several nodes that start on a new or an older schema at once all succeed", async () => {
    const schema = temporarySchema();
    const narrow = await Promise.all([1, 2, 3, 4].map(() => opened({ schema })));
    await narrow[0]?.commit(insertOf("c"));
    const all = await Promise.all([1, 2, 3, 4].map(() => opened({ schema }, [wide, extra])));
    for (const storage of [...narrow, ...all])
      expect((await storage.get([ref])).records[0]?.version).toBe(1);
  });

  test("a user without the right to create tables can use a complete schema, and is told about an incomplete one", async () => {
    const schema = temporarySchema();
    await opened({ schema });
    const sql = await stranger();
    const user = `${schema}_app`;
    await sql.query(`CREATE USER ${user} PASSWORD 'app'; GRANT USAGE ON SCHEMA ${schema} TO ${user};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${user}`);
    try {
      const url = new URL(await postgresUrl());
      url.username = user;
      url.password = "app";
      const app = await opened({ url: url.href, schema });
      expect((await app.commit(insertOf("c"))).status).toBe("committed");
      await app.close();
      await expect(postgresStorage({ url: url.href, schema }).open([wide])).rejects.toMatchObject({
        code: "unavailable",
        message: expect.stringContaining("owner"),
      });
    } finally {
      await sql.query(`DROP OWNED BY ${user}; DROP USER ${user}`);
    }
  });

  test("an app's own table with the name of a collection is not touched", async () => {
    const schema = temporarySchema();
    const sql = await stranger();
    await sql.query(`CREATE SCHEMA ${schema}; CREATE TABLE ${schema}.counters (a text)`);
    const storage = postgresStorage({ url: await postgresUrl(), schema });
    await expect(storage.open(collections)).rejects.toThrow(
      /table counters that taskwire did not make. Rename it/,
    );
    const { rows } = await sql.query(
      "SELECT relname FROM pg_class WHERE relnamespace = $1::regnamespace",
      [schema],
    );
    expect(rows).toEqual([{ relname: "counters" }]);
  });

  test("names that PostgreSQL would cut are refused, and long names of indexes are shortened", async () => {
    const long = "a".repeat(40);
    const fields = { [`${long}1`]: "text", [`${long}2`]: "text" } as const;
    const indexed: Collection = {
      ...counters,
      fields,
      indexes: { all: [`${long}1`, `${long}2`], other: [`${long}2`, `${long}1`] },
    };
    const schema = temporarySchema();
    await opened({ schema }, [indexed]);
    await opened({ schema }, [indexed]);
    const storage = postgresStorage({ url: await postgresUrl(), schema });
    await expect(storage.open([{ ...counters, name: "a".repeat(64) }])).rejects.toThrow(
      /Choose a shorter one/,
    );
  });

  test("declarations may use any name, even those of SQL and of the procedure itself", async () => {
    const odd: Collection = {
      name: "select",
      fields: {
        wave: "text",
        failed: "integer",
        r: "text?",
        t: "json",
        x: "text?",
        batch: "text?",
        wanted: "text?",
        found: "text?",
        'it\'s "odd"': "boolean",
        numbers: "text?",
      },
      indexes: { odd: ['it\'s "odd"', "wave"] },
      versions: "topic",
    };
    const storage = await opened({}, [odd]);
    const fields = {
      wave: "a",
      failed: 1,
      r: null,
      x: null,
      batch: null,
      wanted: null,
      found: null,
      t: { "'": '"' },
      'it\'s "odd"': true,
      numbers: null,
    };
    const write = { collection: "select", id: "x", event: 0 };
    await storage.commit(
      commitOf({ writes: [{ kind: "insert", ...write, fields }], events: [eventOf()] }),
    );
    await storage.commit(
      commitOf({
        writes: [{ kind: "update", ...write, fields: { failed: 2 } }],
        events: [eventOf()],
      }),
    );
    const { records } = await storage.list("select", {
      index: "odd",
      equals: { 'it\'s "odd"': true },
      limit: 2,
    });
    expect(records).toEqual([{ id: "x", version: 2, fields: { ...fields, failed: 2 } }]);
  });
});
