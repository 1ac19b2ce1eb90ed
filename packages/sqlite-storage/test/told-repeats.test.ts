import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Collection, NewEvent } from "@taskwire/core/adapter";
import { expect, test } from "vitest";
import { sqliteArchive } from "../src/archive.ts";
import type { SqliteStorage } from "../src/sqlite-storage.ts";
import { opened, temporaryFile } from "./files.ts";
import { commitOf } from "./records.ts";

const notes = {
  name: "notes",
  fields: {
    number: "integer",
    to: "text",
    source: "text",
    reason: "text",
    reasons: "json",
    about: "text",
    title: "text?",
    excerpt: "text?",
    state: "text",
    changedAt: "time",
  },
  indexes: {
    to: ["to", "number"],
    state: ["to", "state", "number"],
    source: ["source"],
    about: ["about", "state"],
  },
  versions: "topic",
  numbered: "number",
  told: {
    name: "note",
    person: "to",
    status: ["state", "changedAt"],
    state: { field: "state", values: ["open", "read", "gone"], counted: "open" },
    repeats: {
      source: "key",
      reasons: "reason",
      about: { after: "for a ", field: "reason" },
      excerpt: "title",
      changedAt: "at",
    },
  },
} as const satisfies Collection;

const to = "dao";
const idOf = (key: string) => `${key}|${to}`;
const timeOf = (minute: number) => `2026-01-01T00:0${minute}:00.000Z`;

function commit(
  command: string,
  key: string,
  kind: "insert" | "update",
  minute: number,
  fields: { readonly [field: string]: unknown },
) {
  const event: NewEvent = {
    topic: `user:${to}`,
    id: `${command}.0`,
    type: "note.changed",
    subject: idOf(key),
    at: timeOf(minute),
    actor: "lek",
    audience: null,
    data: "{}",
    records: '{"put":{"note":"notes"}}',
    isTold: true,
  };
  const ref = { collection: notes.name, id: idOf(key), event: 0 };
  return commitOf({ events: [event], writes: [{ ...ref, kind, fields }] });
}

const first = {
  to,
  source: "c1.0",
  reason: "mention",
  reasons: ["mention"],
  about: "for a mention",
  title: "Sell the blue one",
  excerpt: "Sell the blue one",
  state: "open",
  changedAt: timeOf(1),
};
const second = {
  to,
  source: "another source",
  reason: "mention",
  reasons: ["mention", "reply"],
  about: "for a reply",
  title: null,
  excerpt: "Words of its own",
  state: "read",
  changedAt: timeOf(7),
};

async function write(storage: SqliteStorage): Promise<void> {
  await storage.commit(commit("c1", "c1.0", "insert", 1, first));
  await storage.commit(commit("c2", "c2.0", "insert", 2, second));
  // One value no longer repeats the other one, and one begins to.
  const apart = { title: "Sell the red one", state: "gone", changedAt: timeOf(3) };
  await storage.commit(commit("c3", "c1.0", "update", 3, apart));
  await storage.commit(
    commit("c4", "c2.0", "update", 4, { title: "Words of its own", changedAt: timeOf(4) }),
  );
}

const now = [
  { number: 1, ...first, title: "Sell the red one", state: "gone", changedAt: timeOf(3) },
  { number: 2, ...second, title: "Words of its own", changedAt: timeOf(4) },
];

async function contents(storage: SqliteStorage) {
  const list = { index: "to", equals: { to }, limit: 9 };
  const { records } = await storage.list(notes.name, list);
  const page = await storage.events({
    topic: `user:${to}`,
    after: { number: 0, id: "" },
    limit: 9,
  });
  const events = page.status === "gone" ? [] : page.events;
  return {
    records: records.map(({ fields }) => fields),
    events: events.map(({ data }) => JSON.parse(data).note),
  };
}

test("a value that repeats another one is stored once, and is read as it was written", async () => {
  const path = temporaryFile();
  const storage = await opened(path, [notes]);
  await write(storage);
  const { records, events } = await contents(storage);
  expect(records).toEqual(now);
  const bare = ({ number: _, ...fields }: { number: number }) => fields;
  expect(events).toEqual([
    { id: idOf("c1.0"), ...first },
    { id: idOf("c2.0"), ...second },
    { id: idOf("c1.0"), number: 1, ...bare(now[0] as { number: number }) },
    { id: idOf("c2.0"), number: 2, ...bare(now[1] as { number: number }) },
  ]);
  await storage.close();
  const text = readFileSync(path, "latin1");
  // Once in the first event, in which title and excerpt are the same, and once as the excerpt of the second one.
  expect(text.split("Sell the blue one")).toHaveLength(3);
  expect(text.split("Words of its own")).toHaveLength(3);
  expect(text).toContain("for a reply");
  expect(text).not.toContain("for a mention");
});

test("records are found by a value that repeats another one, and by one that does not", async () => {
  const storage = await opened(temporaryFile(), [notes]);
  await storage.commit(commit("c1", "c1.0", "insert", 1, first));
  const other = { ...first, reason: "reply", about: "for a mention" };
  await storage.commit(commit("c2", "c2.0", "insert", 2, other));
  await storage.commit(commit("c3", "c3.0", "insert", 3, { ...first, about: "for a reply" }));
  const found = async (index: string, equals: { readonly [field: string]: unknown }) => {
    const query = { index, equals, limit: 9 };
    const { records } = await storage.list(notes.name, query);
    expect(await storage.count(notes.name, { ...query, scan: 99 })).toBe(records.length);
    return records.map(({ fields }) => fields.number);
  };
  expect(await found("about", { about: "for a mention" })).toEqual([1, 2]);
  expect(await found("about", { about: "for a mention", state: "open" })).toEqual([1, 2]);
  expect(await found("about", { about: "for a reply", state: "open" })).toEqual([3]);
  expect(await found("about", { about: "for a ", state: "open" })).toEqual([]);
  expect(await found("about", { about: "mention" })).toEqual([]);
  expect(await found("source", { source: "c1.0" })).toEqual([1, 2, 3]);
});

test("a copy keeps repeated values, and stores them once too", async () => {
  const path = temporaryFile();
  const storage = await opened(path, [notes]);
  await write(storage);
  const before = await contents(storage);
  await storage.close();
  const copy = temporaryFile();
  await sqliteArchive(copy).load(sqliteArchive(path).dump());
  const marks = (file: string) => {
    const db = new DatabaseSync(file, { readOnly: true });
    const count = (of: string, columns: readonly string[]) =>
      columns.map(
        (column) =>
          db.prepare(`SELECT count(*) AS n FROM taskwire_notes_${of} WHERE "${column}" = x''`).get()
            ?.n,
      );
    const found = [
      ...count("notices", ["source", "reasons", "about", "excerpt"]),
      ...count("changes", ["changedAt"]),
    ];
    db.close();
    return found;
  };
  expect(marks(copy)).toEqual(marks(path));
  expect(marks(copy)).not.toContain(0);
  expect(await contents(await opened(copy, [notes]))).toEqual(before);
});

test("a person's records in each state are listed by number, also after they have changed", async () => {
  const storage = await opened(temporaryFile(), [notes]);
  const states = ["open", "read", "gone"];
  for (let i = 0; i < 9; i++)
    await storage.commit(commit(`c${i}`, `c${i}.0`, "insert", i, { ...first, state: "open" }));
  for (let i = 0; i < 9; i++)
    if (i % 3 > 0)
      await storage.commit(commit(`d${i}`, `c${i}.0`, "update", i, { state: states[i % 3] }));
  const equals = (state: string) => ({ index: "state", equals: { to, state } });
  const numbers = async (state: string, after?: readonly unknown[]) =>
    (
      await storage.list(notes.name, { ...equals(state), limit: 9, ...(after && { after }) })
    ).records.map(({ fields }) => fields.number);
  expect(await Promise.all(states.map((state) => numbers(state)))).toEqual([
    [1, 4, 7],
    [2, 5, 8],
    [3, 6, 9],
  ]);
  expect(await numbers("read", [to, "read", 2, idOf("c1.0")])).toEqual([5, 8]);
  const each = { index: "state", equals: { to }, each: ["gone", "open"], order: "desc" as const };
  const { records } = await storage.list(notes.name, { ...each, limit: 2 });
  expect(records.map(({ fields }) => fields.number)).toEqual([9, 6, 7, 4]);
  for (const state of states)
    expect(await storage.count(notes.name, { ...equals(state), limit: 9, scan: 99 })).toBe(3);
});

test("a state that the declaration doesn't name is refused before anything is written", async () => {
  const storage = await opened(temporaryFile(), [notes]);
  const lost = commit("c1", "c1.0", "insert", 1, { ...first, state: "lost" });
  await expect(storage.commit(lost)).rejects.toThrow("does not name the state lost");
  expect(await contents(storage)).toEqual({ records: [], events: [] });
});
