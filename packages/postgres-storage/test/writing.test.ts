import type { Collection, Storage } from "@taskwire/core/adapter";
import pg from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import { postgresStorage } from "../src/postgres-storage.ts";
import { opened, postgresUrl, stranger, temporarySchema } from "./database.ts";
import {
  collections,
  commitOf,
  counters,
  eventOf,
  eventsOf,
  increment,
  insertOf,
  topic,
  upTo,
} from "./records.ts";

const numbersOf = async (storage: Storage) => (await eventsOf(storage)).map(({ number }) => number);

describe("writing to PostgreSQL", () => {
  test("waiting commits share batches, and a single one waits for no other", async () => {
    const storage = await opened();
    for (const id of ["a", "b", "c"]) await storage.commit(insertOf(id));
    expect(storage.batches).toBe(3);
    await Promise.all(upTo(200).map((i) => storage.commit(insertOf(`n${i}`))));
    expect(storage.batches).toBeLessThanOrEqual(5);
    expect(await numbersOf(storage)).toEqual(upTo(203));
  });

  test("a commit that a trigger of the app refuses fails alone, and all its writes are undone", async () => {
    const schema = temporarySchema();
    const storage = await opened({ schema });
    await (await stranger()).query(`
      CREATE FUNCTION ${schema}.no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not this one'; END $$;
      CREATE TRIGGER no BEFORE INSERT ON ${schema}.counters FOR EACH ROW WHEN (new.id = 'bad') EXECUTE FUNCTION ${schema}.no()`);
    const ids = [...upTo(9).map(String), "bad", ...upTo(9).map((i) => `more ${i}`)];
    const settled = await Promise.allSettled(ids.map((id) => storage.commit(insertOf(id))));
    const failed = settled.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(failed).toMatchObject([
      { code: "unavailable", message: expect.stringContaining("not this one") },
    ]);
    expect(await numbersOf(storage)).toEqual(upTo(18));
    const { records } = await storage.list(counters.name, {
      index: "value",
      equals: {},
      limit: 99,
    });
    expect(records).toHaveLength(18);
  });

  test("text that PostgreSQL can't store fails alone, with the reason", async () => {
    const storage = await opened();
    const attempts = ["a", "nul \0", "half \ud83d", "b"].map((id) => storage.commit(insertOf(id)));
    const [one, nul, half, two] = await Promise.allSettled(attempts);
    for (const good of [one, two]) expect(good).toMatchObject({ value: { status: "committed" } });
    for (const bad of [nul, half])
      expect(bad).toMatchObject({
        reason: { code: "internal", message: expect.stringContaining("surrogate") },
      });
    expect(await numbersOf(storage)).toEqual([1, 2]);
  });

  test("an indexed text that is too long fails alone, with the reason", async () => {
    const titled: Collection = { ...counters, indexes: { name: ["name"] } };
    const storage = await opened({}, [titled]);
    const random = Array.from({ length: 3000 }, () =>
      String.fromCharCode(97 + Math.random() * 26),
    ).join("");
    const long = insertOf("long");
    const write = {
      ...long.writes[0],
      fields: { value: 0, name: random },
    } as (typeof long.writes)[0];
    const attempts = [insertOf("a"), { ...long, writes: [write] }, insertOf("b")].map((one) =>
      storage.commit(one),
    );
    const [one, bad, two] = await Promise.allSettled(attempts);
    expect([one?.status, two?.status]).toEqual(["fulfilled", "fulfilled"]);
    expect(bad).toMatchObject({
      reason: { code: "internal", message: expect.stringContaining("don't index its field") },
    });
  });

  test("a number that JavaScript can't represent is an error, not another number", async () => {
    const schema = temporarySchema();
    const storage = await opened({ schema });
    await storage.commit(insertOf("c"));
    await (await stranger()).query(`UPDATE ${schema}.counters SET value = 9007199254740993`);
    const ref = { collection: counters.name, id: "c" };
    await expect(storage.get([ref])).rejects.toMatchObject({
      code: "internal",
      message: expect.stringContaining("2^53"),
    });
  });

  test("of concurrent inserts of one record one succeeds and the others are conflicts, whatever their topics", async () => {
    const schema = temporarySchema();
    const nodes = await Promise.all([1, 2, 3].map(() => opened({ schema })));
    const attempts = upTo(30).map((i) => {
      const commit = insertOf("same", i);
      return nodes[i % 3]?.commit({ ...commit, events: [{ ...eventOf(), topic: `board:${i}` }] });
    });
    const outcomes = await Promise.all(attempts);
    expect(outcomes.filter((outcome) => outcome?.status === "committed")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome?.status === "conflict")).toHaveLength(29);
  });

  test("a commit based on a record's absence and the insert of that record can't both succeed, even without a common topic", async () => {
    const schema = temporarySchema();
    const [one, other] = [await opened({ schema }), await opened({ schema })];
    for (let round = 0; round < 20; round++) {
      const [a, b] = [`a${round}`, `b${round}`].map((id) => ({ collection: counters.name, id }));
      const cross = (storage: Storage, rests: typeof a, makes: typeof a) =>
        storage.commit({
          ...insertOf(makes?.id ?? ""),
          reads: [{ collection: counters.name, id: rests?.id ?? "", version: 0 }],
          events: [{ ...eventOf(), topic: `board:${makes?.id}` }],
        });
      const outcomes = await Promise.all([cross(one, a, b), cross(other, b, a)]);
      expect(outcomes.filter(({ status }) => status === "committed").length).toBeLessThan(2);
    }
  });

  test("of two commits that each change a record the other one read, at most one succeeds", async () => {
    const schema = temporarySchema();
    const [one, other] = [await opened({ schema }), await opened({ schema })];
    const home = (id = "") => [{ ...eventOf(), topic: `board:${id}` }];
    for (const id of ["a", "b"]) await one.commit({ ...insertOf(id), events: home(id) });
    const [holder, onlooker] = [await stranger(), await stranger()];
    const waiting = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE $1";
    for (let round = 0; round < 2; round++) {
      // Both commits have checked the records before one of them can write its event.
      await holder.query(`BEGIN; LOCK TABLE ${schema}.taskwire_events IN SHARE MODE`);
      const { records } = await one.get(
        ["a", "b"].map((id) => ({ collection: counters.name, id })),
      );
      const [a, b] = records.map(({ id, version }) => ({ collection: counters.name, id, version }));
      const change = (storage: Storage, reads: typeof a, writes: typeof a) =>
        storage.commit(
          commitOf({
            reads: reads ? [reads] : [],
            writes: [
              {
                kind: "update",
                collection: counters.name,
                id: writes?.id ?? "",
                fields: { value: round },
                event: 0,
              },
            ],
            // The two have no topic in common.
            events: home(writes?.id),
          }),
        );
      const both = Promise.all([change(one, a, b), change(other, b, a)]);
      while (((await onlooker.query(waiting, [`%${schema}%commit%`])).rowCount ?? 0) < 2);
      await holder.query("COMMIT");
      const outcomes = await both;
      expect(outcomes.filter(({ status }) => status === "committed").length).toBeLessThan(2);
    }
  });

  test("16 concurrent writers on two nodes lose nothing and leave no holes in the numbers", async () => {
    const schema = temporarySchema();
    const nodes = [await opened({ schema }), await opened({ schema })];
    await nodes[0]?.commit(insertOf("c"));
    const write = async (node: Storage | undefined) => {
      for (let round = 0; round < 5 && node; round++) await increment(node, "c");
    };
    await Promise.all(upTo(16).map((i) => write(nodes[i % 2])));
    const events = await eventsOf(nodes[1] as Storage);
    expect(events.map(({ number }) => number)).toEqual(upTo(81));
    expect(events.map(({ data }) => JSON.parse(data).value)).toEqual([0, ...upTo(80)]);
  });

  test("while a topic is locked its commits fail in time as unavailable and leave nothing; others go on", async () => {
    const schema = temporarySchema();
    const storage = await opened({ schema, timeout: 2_500 });
    await storage.commit(insertOf("a"));
    const sql = await stranger();
    await sql.query(
      `BEGIN; SELECT * FROM ${schema}.taskwire_topics WHERE topic = '${topic}' FOR UPDATE`,
    );
    const elsewhere = { ...insertOf("c"), events: [{ ...eventOf(), topic: "board:other" }] };
    const [held, free] = await Promise.allSettled([
      storage.commit(insertOf("b")),
      storage.commit(elsewhere),
    ]);
    expect(held).toMatchObject({
      reason: { code: "unavailable", message: expect.stringContaining("pg_stat_activity") },
    });
    expect(free).toMatchObject({ value: { status: "committed" } });
    await sql.query("ROLLBACK");
    expect(await storage.commit(insertOf("b"))).toEqual({ status: "committed", numbers: [2] });
  });

  test("if a repeated key can't be looked up, its outcome is unknown, and the other commits of the batch stay committed", async () => {
    const schema = temporarySchema();
    const storage = await opened({ schema });
    const first = {
      ...insertOf("a"),
      key: { actor: "ann", key: "key-of-a", hash: "h", at: eventOf().at },
    };
    await storage.commit(first);
    const sql = await stranger();
    const { rows } = await sql.query(
      "SELECT proname AS name FROM pg_proc WHERE pronamespace = $1::regnamespace AND proname LIKE 'taskwire_get_%'",
      [schema],
    );
    await sql.query(`DROP FUNCTION ${schema}.${rows[0].name}`);
    const [repeated, beside] = await Promise.allSettled(
      [first, insertOf("b")].map((one) => storage.commit(one)),
    );
    expect(beside).toMatchObject({ value: { status: "committed", numbers: [2] } });
    expect(repeated).toMatchObject({ reason: { code: "unknown_outcome" } });
  });

  test("a trim waits for the topic's lock before it touches events, so that no deadlock is possible", async () => {
    const schema = temporarySchema();
    const storage = await opened({ schema });
    for (const id of ["a", "b", "c"]) await storage.commit(insertOf(id));
    const holder = await stranger();
    await holder.query(`BEGIN; SELECT FROM ${schema}.taskwire_topics FOR NO KEY UPDATE`);
    const trimmed = storage.trim({ topic, upTo: 99 });
    const waiting = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE $1";
    const onlooker = await stranger();
    while ((await onlooker.query(waiting, [`%${schema}%trim%`])).rowCount === 0);
    await holder.query(`UPDATE ${schema}.taskwire_events SET data = '{}'; COMMIT`);
    await trimmed;
    expect(await storage.events({ topic, before: "end", limit: 9 })).toMatchObject({
      status: "page",
      events: [],
    });
    expect(await storage.commit(insertOf("d"))).toEqual({ status: "committed", numbers: [4] });
  });

  test("closing twice at once waits both times for running commits", async () => {
    const storage = await opened();
    const ends: string[] = [];
    const note = (end: string) => () => void ends.push(end);
    await Promise.all([
      storage.commit(insertOf("a")).then(note("kept")),
      storage.close().then(note("closed")),
      storage.close().then(note("closed")),
    ]);
    expect(ends).toEqual(["kept", "closed", "closed"]);
  });

  test("the app's own pool is used and stays open, whatever happens to its connections", async () => {
    const pool = new pg.Pool({ connectionString: await postgresUrl(), max: 2 });
    onTestFinished(() => pool.end());
    const storage = await opened({ pool } as Partial<Parameters<typeof opened>[0]>);
    await Promise.all(upTo(20).map((i) => storage.commit(insertOf(`n${i}`))));
    expect(pool.totalCount).toBeGreaterThan(0);
    const broken = new Promise((resolve) => pool.once("error", resolve));
    await (await stranger()).query("SELECT pg_terminate_backend($1)", [
      (await pool.query("SELECT pg_backend_pid() AS pid")).rows[0].pid,
    ]);
    await broken;
    expect(await storage.commit(insertOf("after"))).toEqual({ status: "committed", numbers: [21] });
    await storage.close();
    expect((await pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    expect(pool.listenerCount("error")).toBe(0);
  });

  test("an unreachable server and a missing database are unavailable", async () => {
    const url = new URL(await postgresUrl());
    url.pathname = "/nowhere";
    await expect(postgresStorage(url.href).open(collections)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("no such database"),
    });
    url.port = "1";
    await expect(postgresStorage(url.href).open(collections)).rejects.toMatchObject({
      code: "unavailable",
    });
  });

  test.each([
    [
      "synchronous_commit=off",
      /synchronous_commit = on in postgresql.conf \(and for the user.*unsafe: true/,
    ],
    ["default_transaction_read_only=on", /default_transaction_read_only = off/],
  ])("refuses a connection with %s, and names the cure", async (setting, cure) => {
    const url = `${await postgresUrl()}?options=${encodeURIComponent(`-c ${setting}`)}`;
    await expect(postgresStorage(url).open(collections)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringMatching(cure),
    });
  });

  test("unsafe accepts settings that can lose commits", async () => {
    const url = `${await postgresUrl()}?options=${encodeURIComponent("-c synchronous_commit=off")}`;
    const storage = await opened({ url, unsafe: true });
    expect((await storage.commit(insertOf("a"))).status).toBe("committed");
  });
});
