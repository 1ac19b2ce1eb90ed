import type { Collection, NewEvent, Write } from "@taskwire/core/adapter";
import { expect, test } from "vitest";
import { postgresArchive } from "../src/archive.ts";
import type { PostgresStorage } from "../src/postgres-storage.ts";
import { opened, postgresUrl, stranger, temporarySchema } from "./database.ts";
import { commitOf } from "./records.ts";

const words = {
  name: "words",
  fields: {
    number: "integer",
    to: "text",
    about: "text",
    text: "text?",
    state: "text",
    by: "text?",
  },
  indexes: { to: ["to", "number"], state: ["to", "state", "number"], about: ["about", "state"] },
  versions: "topic",
  numbered: "number",
  told: {
    name: "word",
    person: "to",
    status: ["state", "by"],
    state: { field: "state", values: ["open", "gone"], counted: "open" },
  },
} as const satisfies Collection;

const people = Array.from({ length: 10 }, (_, i) => `person-${i}`);
const topicOf = (person: string) => `user:${person}`;
const idOf = (key: string, person: string) => `${key}|${person}`;

/** One command that writes a record of each person. */
function toAll(
  command: string,
  key: string,
  kind: "insert" | "update" | "delete",
  fields: { readonly [field: string]: unknown },
  { isRedacting = false, of = people } = {},
) {
  const events = of.map((person, i): NewEvent => {
    const base = { at: "2026-01-01T00:00:00.000Z", actor: "dao", audience: null, data: "{}" };
    return {
      ...{ topic: topicOf(person), id: `${command}.${i}`, type: "word.changed" },
      ...{ ...base, subject: idOf(key, person) },
      records: kind === "delete" ? null : '{"put":{"word":"words"}}',
      ...(kind !== "delete" && { isTold: true }),
    };
  });
  const writes = of.map((to, event): Write => {
    const ref = { collection: words.name, id: idOf(key, to), event };
    return kind === "insert"
      ? { ...ref, kind, fields: { to, ...fields } }
      : { ...ref, kind, fields };
  });
  const redact = events.map(({ topic, subject }) => ({ topic, subject }));
  return commitOf({ events, writes, ...(isRedacting && { redact }) });
}

async function tell(storage: PostgresStorage, command: string, text: string) {
  const fields = { about: `task:${command}`, text, state: "open", by: null };
  await storage.commit(toAll(command, `${command}.0`, "insert", fields));
}

/** How many rows the tables have, and the people whose count is wrong. */
async function look(schema: string) {
  const sql = await stranger();
  const rows: { [table: string]: number } = {};
  for (const table of ["words", "taskwire_words_notices", "taskwire_words_log", "taskwire_events"])
    rows[table.replace("taskwire_", "")] = Number(
      (await sql.query(`SELECT count(*) AS n FROM ${schema}.${table}`)).rows[0].n,
    );
  const { rows: wrong } = await sql.query(
    `SELECT person, number FROM ${schema}.taskwire_words_counts c
     WHERE number <> (SELECT count(*) FROM ${schema}.words r WHERE r."to" = c.person AND r.state = 'open')`,
  );
  const { rows: texts } = await sql.query(
    `SELECT DISTINCT text FROM ${schema}.taskwire_words_notices`,
  );
  return { rows, wrong, texts: texts.map(({ text }) => text) };
}

test("the words of one event are kept once, and are gone when nobody needs them any more", async () => {
  const schema = temporarySchema();
  const storage = await opened({ schema }, [words]);
  await tell(storage, "c1", "swordfish");
  await tell(storage, "c2", "other");
  await storage.commit(toAll("c3", "c1.0", "update", { state: "gone", by: "dao" }));
  expect(await look(schema)).toEqual({
    rows: { words: 20, words_notices: 2, words_log: 30, events: 0 },
    wrong: [],
    texts: expect.arrayContaining(["swordfish", "other"]),
  });
  // A text is edited for half of the people first. The others still need the earlier one.
  for (const [i, of] of [people.slice(0, 5), people.slice(5)].entries()) {
    const how = { isRedacting: true, of };
    await storage.commit(toAll(`c4${i}`, "c1.0", "update", { text: null }, how));
    expect((await look(schema)).texts.includes("swordfish")).toBe(i === 0);
  }
  // The two earlier events of each person have no content any more.
  expect(await look(schema)).toEqual({
    rows: { words: 20, words_notices: 3, words_log: 20, events: 20 },
    wrong: [],
    texts: expect.arrayContaining([null, "other"]),
  });
  for (const key of ["c1.0", "c2.0"]) await storage.commit(toAll(`d${key}`, key, "delete", {}));
  for (const person of people) await storage.trim({ topic: topicOf(person), upTo: 100 });
  expect(await look(schema)).toEqual({
    rows: { words: 0, words_notices: 0, words_log: 0, events: 0 },
    wrong: [],
    texts: [],
  });
});

/** How many transactions wait for this one, also through others. */
async function blockedBy(sql: Awaited<ReturnType<typeof stranger>>): Promise<number> {
  const { rows } = await sql.query(
    `WITH RECURSIVE b AS (
       SELECT pid FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))
       UNION SELECT a.pid FROM pg_stat_activity a JOIN b ON b.pid = ANY (pg_blocking_pids(a.pid)))
     SELECT count(*)::int AS waiting FROM b`,
  );
  return rows[0].waiting;
}

test("two nodes that remove the last records of a notice at once leave nothing behind", async () => {
  const schema = temporarySchema();
  const nodes = [await opened({ schema }, [words]), await opened({ schema }, [words])] as const;
  const halves = [people.slice(0, 5), people.slice(5)];
  await tell(nodes[0], "c1", "swordfish");
  // A third transaction holds each one back when it has looked for a notice without rows.
  const other = await stranger();
  const lock = Math.floor(Math.random() * 2 ** 31);
  await other.query(
    `CREATE FUNCTION ${schema}.hold() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN PERFORM pg_advisory_xact_lock_shared(${lock}); RETURN NULL; END $$;
     CREATE TRIGGER hold AFTER DELETE ON ${schema}.taskwire_words_notices
       FOR EACH STATEMENT EXECUTE FUNCTION ${schema}.hold()`,
  );
  await other.query(`BEGIN; SELECT pg_advisory_xact_lock(${lock})`);
  const removing = halves.map((of, i) => {
    const how = { isRedacting: true, of };
    return nodes[i]?.commit(toAll(`d${i}`, "c1.0", "delete", {}, how));
  });
  while ((await blockedBy(other)) < 2);
  await other.query("COMMIT");
  await Promise.all(removing);
  expect(await look(schema)).toMatchObject({ rows: { words: 0, words_notices: 0 }, wrong: [] });
});

test("a copy has the same records, counts and events, and can be written", async () => {
  const schema = temporarySchema();
  const storage = await opened({ schema }, [words]);
  for (const command of ["c1", "c2", "c3"]) await tell(storage, command, `text of ${command}`);
  await storage.commit(toAll("c4", "c2.0", "update", { state: "gone", by: "dao" }));
  const copy = temporarySchema();
  const url = await postgresUrl();
  await postgresArchive({ url, schema: copy }).load(postgresArchive({ url, schema }).dump());
  const again = await opened({ schema: copy }, [words]);
  expect(await look(copy)).toMatchObject({ rows: { words: 30, words_notices: 3 }, wrong: [] });
  await again.commit(toAll("c5", "c1.0", "update", { state: "gone", by: "lek" }));
  await again.commit(toAll("c6", "c3.0", "delete", {}));
  expect(await look(copy)).toMatchObject({ rows: { words: 20, words_notices: 2 }, wrong: [] });
  const topic = topicOf("person-3");
  expect(await again.events({ topic, before: "end", limit: 2 })).toMatchObject({
    events: [{ number: 6 }, { number: 5, data: expect.stringContaining('"by":"lek"') }],
  });
});

test("your own SQL reads the records from a view", async () => {
  const schema = temporarySchema();
  const storage = await opened({ schema }, [words]);
  await tell(storage, "c1", "swordfish");
  const sql = await stranger();
  const { rows } = await sql.query(
    `SELECT id, number::int, "to", text, state FROM ${schema}.taskwire_words WHERE "to" = 'person-3'`,
  );
  expect(rows).toEqual([
    { id: "c1.0|person-3", number: 1, to: "person-3", text: "swordfish", state: "open" },
  ]);
});

test("a newer version adds fields to what is kept once, and to what each person has", async () => {
  const schema = temporarySchema();
  const before = await opened({ schema }, [words]);
  await tell(before, "c1", "swordfish");
  const sql = await stranger();
  await sql.query(`CREATE VIEW ${schema}.of_the_app AS SELECT text FROM ${schema}.taskwire_words`);
  const wide = {
    ...words,
    fields: { colour: "text?", seen: "boolean", ...words.fields },
    told: { ...words.told, status: [...words.told.status, "seen"] },
  } as const satisfies Collection;
  const storage = await opened({ schema }, [wide]);
  const ref = { collection: "words", id: "c1.0|person-1" };
  expect((await storage.get([ref])).records[0]?.fields).toMatchObject({
    colour: null,
    seen: false,
  });
  await storage.commit(toAll("c2", "c1.0", "update", { colour: "red", seen: true }));
  expect((await storage.get([ref])).records[0]?.fields).toMatchObject({
    colour: "red",
    seen: true,
  });
  // The older node doesn't know these fields.
  await before.commit(toAll("c3", "c1.0", "update", { text: "other" }));
  expect((await storage.get([ref])).records[0]?.fields).toMatchObject({
    text: "other",
    colour: "red",
    seen: true,
  });
  const { rows } = await sql.query(`SELECT DISTINCT colour, seen FROM ${schema}.taskwire_words`);
  expect(rows).toEqual([{ colour: "red", seen: true }]);
});

test("lists about several things at the same moment each get their own records", async () => {
  const storage = await opened({}, [words]);
  for (const command of ["c1", "c2", "c3"]) await tell(storage, command, `text of ${command}`);
  await storage.commit(toAll("c4", "c2.0", "update", { state: "gone" }));
  const list = async (about: string, limit: number) => {
    const query = { index: "about", equals: { about }, each: ["gone", "open"], limit };
    const { records } = await storage.list(words.name, query);
    return records.map(({ fields }) => [fields.text, fields.state].join(" "));
  };
  const pages = await Promise.all([list("task:c1", 2), list("task:c2", 3), list("task:none", 4)]);
  expect(pages).toEqual([Array(2).fill("text of c1 open"), Array(3).fill("text of c2 gone"), []]);
});

test("counts and heads of several people at the same moment are each person's own", async () => {
  const storage = await opened({}, [words]);
  await storage.commit(toAll("c0", "c0.0", "insert", { about: "a", state: "gone" }));
  for (const [i] of people.entries()) {
    const of = people.slice(0, i);
    const fields = { about: "task:1", text: null, state: "open", by: null };
    await storage.commit(toAll(`c${i + 1}`, `c${i + 1}.0`, "insert", fields, { of }));
  }
  const count = (to: string) => {
    const query = { index: "state", equals: { to, state: "open" }, limit: 7, scan: 100 };
    return storage.count(words.name, query);
  };
  // The first person was told nine times, and the last one never. The limit is seven.
  expect(await Promise.all(people.map(count))).toEqual([7, 7, 7, 6, 5, 4, 3, 2, 1, 0]);
  const heads = await Promise.all(people.map((person) => storage.heads([topicOf(person), "none"])));
  expect(heads.map(([head, none]) => [head?.number, none?.number])).toEqual(
    people.map((_, i) => [10 - i, 0]),
  );
});
