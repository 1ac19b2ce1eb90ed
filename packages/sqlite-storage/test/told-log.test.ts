import { statSync } from "node:fs";
import { memoryStorage } from "@taskwire/core";
import type { Commit, Storage } from "@taskwire/core/adapter";
import { expect, test } from "vitest";
import { sqliteArchive } from "../src/archive.ts";
import type { SqliteStorage } from "../src/sqlite-storage.ts";
import { opened, temporaryFile } from "./files.ts";
import { inspect, toAll, topicOf, words, wrongCounts, wrongRefs } from "./told-words.ts";

const person = (i: number) => `person-${String(i).padStart(3, "0")}`;

/** Returns pseudorandom numbers below a limit, the same ones for the same seed. */
function dice(seed: number) {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
}

/** Draws commits and trims about records of 25 people. They are valid, and their events have complete records. */
class Draws {
  readonly #roll: (below: number) => number;
  readonly #records = new Map<string, { [field: string]: unknown }>();
  readonly #heads = new Map<string, number>();
  readonly people = Array.from({ length: 25 }, (_, i) => person(i));
  readonly keys: string[] = [];
  #commands = 0;

  constructor(seed: number) {
    this.#roll = dice(seed);
  }

  next(): Commit | Parameters<Storage["trim"]>[0] {
    const what = this.#roll(10);
    if (what === 0) {
      const topic = topicOf(this.#some(this.people));
      return { topic, upTo: this.#roll((this.#heads.get(topic) ?? 0) + 1) };
    }
    if (what < 5 || this.keys.length === 0) return this.#insert();
    const key = this.#some(this.keys);
    const to = this.people.filter((one) => this.#records.has(`${key}|${one}`));
    const some = to.filter(() => this.#roll(3) > 0);
    if (some.length === 0) return this.#insert();
    if (what === 5) return this.#write(key, "delete", {}, some, this.#roll(2) === 0);
    const text = what === 6 ? { text: this.#roll(2) === 0 ? null : `new ${this.#roll(9)}` } : {};
    const state = { state: this.#roll(2) === 0 ? "gone" : "open", by: "dao" };
    return this.#write(key, "update", { ...state, ...text }, some, this.#roll(4) === 0);
  }

  #insert(): Commit {
    const key = `c${this.#commands}.0`;
    this.keys.push(key);
    if (this.keys.length > 12) this.keys.shift();
    const to = this.people.filter(() => this.#roll(2) === 0);
    const fields = { about: `task:${this.#roll(3)}`, text: `text of ${key}`, state: "open" };
    return this.#write(key, "insert", { ...fields, by: null }, to, false);
  }

  #write(
    key: string,
    kind: "insert" | "update" | "delete",
    fields: { readonly [field: string]: unknown },
    to: readonly string[],
    isRedacting: boolean,
  ): Commit {
    const commit = toAll(`c${this.#commands++}`, key, kind, fields, isRedacting, to);
    const events = commit.events.map((event, i) => {
      const number = (this.#heads.get(event.topic) ?? 0) + 1;
      this.#heads.set(event.topic, number);
      const before = this.#records.get(event.subject);
      if (kind === "delete") this.#records.delete(event.subject);
      const record = before
        ? { ...before, ...fields }
        : { id: event.subject, number, to: to[i], ...fields };
      if (kind !== "delete") this.#records.set(event.subject, record);
      const carried = before ? record : { ...record, number: undefined };
      return kind === "delete" ? event : { ...event, data: JSON.stringify({ word: carried }) };
    });
    return { ...commit, events };
  }

  #some<T>(all: readonly T[]): T {
    return all[this.#roll(all.length)] as T;
  }
}

/** Everything that can be read about people and keys. */
async function readAll(storage: Storage, people: readonly string[], keys: readonly string[]) {
  const lists = people.flatMap((to) =>
    (["asc", "desc"] as const).flatMap((order) => [
      storage.list(words.name, { index: "to", equals: { to }, order, limit: 9 }),
      storage.list(words.name, { index: "state", equals: { to, state: "open" }, order, limit: 5 }),
    ]),
  );
  const abouts = ["task:0", "task:1", "task:2"].flatMap((about) => [
    storage.list(words.name, { index: "about", equals: { about, state: "open" }, limit: 30 }),
    storage.list(words.name, { index: "about", equals: { about }, limit: 30 }),
  ]);
  const pages = await Promise.all([...lists, ...abouts]);
  const next = await Promise.all(
    pages.slice(-6).map(({ next: after }, i) => {
      const about = `task:${Math.floor(i / 2)}`;
      const equals = i % 2 === 0 ? { about, state: "open" } : { about };
      return after && storage.list(words.name, { index: "about", equals, after, limit: 30 });
    }),
  );
  const events = people.flatMap((to) => {
    const topic = topicOf(to);
    const subject = `${keys.at(-1)}|${to}`;
    return [
      storage.events({ topic, before: "end", limit: 7 }),
      storage.events({ topic, before: "end", limit: 3, subject }),
    ];
  });
  const whole = people.map(async (to) => {
    const topic = topicOf(to);
    const newest = await storage.events({ topic, before: "end", limit: 5 });
    const from = newest.status === "page" ? newest.events.at(0) : undefined;
    return from && storage.events({ topic, after: from, limit: 9 });
  });
  const counts = people.flatMap((to) =>
    ["open", "gone"].map((state) =>
      storage.count(words.name, { index: "state", equals: { to, state }, limit: 99, scan: 99 }),
    ),
  );
  const refs = people.flatMap((to) =>
    keys.map((key) => ({ collection: "words", id: `${key}|${to}` })),
  );
  return {
    ...{ pages, next, events: await Promise.all([...events, ...whole]) },
    ...{ counts: await Promise.all(counts), records: await storage.get(refs) },
    heads: await storage.heads(people.map(topicOf)),
  };
}

const rowsOf = (path: string, table: "recent" | "log") =>
  inspect(path, (db) =>
    Number(db.prepare(`SELECT count(*) AS n FROM taskwire_words_${table}`).get()?.n),
  );

const run = (storage: Storage, job: ReturnType<Draws["next"]>) =>
  "events" in job ? storage.commit(job) : storage.trim(job);

test.each([1, 2, 3])(
  "notifications read the same as from memory, wherever their rows are (seed %i)",
  async (seed) => {
    const path = temporaryFile();
    const memory = memoryStorage();
    await memory.open([words]);
    // Two connections, as of two processes: each moves rows of the other.
    const [one, other] = [await opened(path, [words]), await opened(path, [words])];
    const draws = new Draws(seed);
    const isSplit: boolean[] = [];
    for (let i = 0; i < 240; i++) {
      const job = draws.next();
      const outcomes = [await run(i % 20 < 13 ? one : other, job), await run(memory, job)];
      expect(outcomes[0]).toEqual(outcomes[1]);
      if (i % 12 !== 0) continue;
      isSplit.push(rowsOf(path, "recent") > 0 && rowsOf(path, "log") > 0);
      const expected = await readAll(memory, draws.people, draws.keys);
      expect(await readAll(one, draws.people, draws.keys)).toEqual(expected);
      expect(wrongRefs(path)).toEqual([]);
      expect(wrongCounts(path)).toEqual([]);
    }
    expect(isSplit.filter(Boolean).length).toBeGreaterThan(10);
    const copy = temporaryFile();
    await sqliteArchive(copy).load(sqliteArchive(path).dump());
    const expected = await readAll(memory, draws.people, draws.keys);
    expect(await readAll(await opened(copy, [words]), draws.people, draws.keys)).toEqual(expected);
    expect(wrongRefs(copy)).toEqual([]);
  },
);

const crowd = Array.from({ length: 100 }, (_, i) => person(i));
const word = { about: "task:1", text: "text", state: "open", by: null };
const tell = (storage: SqliteStorage, i: number, to: readonly string[]) =>
  storage.commit(toAll(`c${i}`, `c${i}.0`, "insert", word, false, to));

test("telling forty people changes far fewer pages of the file than people", async () => {
  const path = temporaryFile();
  const before = await opened(path, [words]);
  // Each person has more notifications than one page of the file can have.
  for (let i = 0; i < 150; i++) await tell(before, i, crowd);
  await before.close();
  const storage = await opened(path, [words]);
  const walPages = () => statSync(`${path}-wal`).size / 4_120;
  await tell(storage, 150, crowd);
  const first = walPages();
  const commits = 60;
  for (let i = 0; i < commits; i++) {
    const some = crowd.filter((_, place) => (place + i) % 5 < 2);
    await tell(storage, 151 + i, some);
  }
  expect((walPages() - first) / commits).toBeLessThan(40 * 0.7);
});

test("the table of the newest rows stays small, also if each process adds only a few", async () => {
  const path = temporaryFile();
  for (let i = 0; i < 40; i++) {
    const storage = await opened(path, [words]);
    await tell(storage, i, crowd.slice(0, 20));
    await storage.close();
  }
  expect(rowsOf(path, "recent")).toBeLessThan(330);
  expect(rowsOf(path, "recent") + rowsOf(path, "log")).toBe(800);
});

test("the table of the newest rows stays small, also after a large commit", async () => {
  const path = temporaryFile();
  const storage = await opened(path, [words]);
  const many = Array.from({ length: 1_000 }, (_, i) => person(i));
  await tell(storage, 0, many);
  expect(rowsOf(path, "recent")).toBeLessThan(330);
  for (let i = 1; i < 200; i++) {
    await tell(storage, i, [person(i % 7), person(7 + (i % 4))]);
    expect(rowsOf(path, "recent")).toBeLessThan(330);
  }
  expect(rowsOf(path, "recent") + rowsOf(path, "log")).toBe(1_000 + 2 * 199);
});
