import assert from "node:assert/strict";
import { memoryStorage } from "../../storage/memory.ts";
import type {
  Commit,
  Fields,
  ListQuery,
  NewEvent,
  Position,
  Storage,
  Write,
} from "../../storage/storage.ts";
import { randomFrom } from "../random.ts";
import { collections, words } from "./collections.ts";
import type { Group } from "./steps.ts";

const collection = words.name;
const people = ["ann", "bob", "o'brien|2", "ก ข"];
const abouts = ["task:1", "task:r", "room:1"];
const topicOf = (person: string) => `user:${person}`;

/** Makes random commits about records that go to many people, and the queries that compare two storages. */
class Story {
  readonly #random: () => number;
  readonly #storage: Storage;
  #count = 0;
  readonly ids = new Set<string>();
  readonly topics = ["board:b", ...people.map(topicOf)];

  constructor(seed: number, storage: Storage) {
    this.#random = randomFrom(seed);
    this.#storage = storage;
  }

  #below(n: number): number {
    return Math.floor(this.#random() * n);
  }

  #one<T>(all: readonly T[]): T {
    return all[this.#below(all.length)] as T;
  }

  async next(): Promise<Commit | { readonly topic: string; readonly upTo: number }> {
    const topic = this.#one(this.topics);
    if (this.#random() < 0.08) {
      const [head] = await this.#storage.heads([topic]);
      return { topic, upTo: this.#below((head?.number ?? 0) + 2) };
    }
    this.#count++;
    const command = `c${String(this.#count).padStart(4, "0")}`;
    const at = `2026-01-01T00:00:00.${String(100 + this.#count)}Z`;
    const events: NewEvent[] = [];
    const writes: Write[] = [];
    const redact: { topic: string; subject: string }[] = [];
    const add = (event: Partial<NewEvent>) => {
      const id = `${command}.${events.length}`;
      const base = { id, at, actor: "dao", audience: null, data: "{}", records: null };
      events.push({ topic: "board:b", type: "note.changed", subject: "n", ...base, ...event });
      return events.length - 1;
    };
    if (this.#random() < 0.5) add({ data: JSON.stringify({ n: this.#count }) });
    const found = await this.#records();
    const kind = this.#random();
    if (kind < 0.4 || found.length === 0) this.#tell(command, at, add, writes);
    else {
      const chosen = found.filter(() => this.#random() < 0.4);
      const change = this.#change(kind);
      for (const record of chosen) {
        const { id, fields } = record;
        const person = String(fields.to);
        if (kind > 0.93) {
          const event = add({ topic: topicOf(person), type: "words.erased", subject: person });
          writes.push({ kind: "delete", collection, id, event });
          if (this.#random() < 0.5) redact.push({ topic: topicOf(person), subject: id });
          continue;
        }
        const event = this.#carry(add, "word.changed", id, { ...fields, ...change });
        writes.push({ kind: "update", collection, id, event, fields: change });
        if ("text" in change) redact.push({ topic: topicOf(person), subject: id });
      }
    }
    const reads = found.slice(0, 3).map(({ id, version }) => ({ collection, id, version }));
    const stale = this.#random() < 0.05 ? [{ collection, id: "none|ann", version: 3 }] : [];
    const key = { actor: "dao", key: command, hash: command, at };
    return {
      ...{ reads: [...reads, ...stale], writes, events, result: "null", redact },
      ...(this.#random() < 0.5 && { key }),
    };
  }

  #change(kind: number): { readonly [field: string]: unknown } {
    const by = this.#one([null, "dao"]);
    if (kind < 0.6) return { state: this.#one(["open", "read", "gone"]), by };
    if (kind < 0.7) return {};
    const text = this.#one([null, 'ใหม่ "new"\n', `text ${this.#count}`]);
    return { text, ...(kind < 0.8 && { state: "gone" }) };
  }

  /** One event of which several people are notified, some for another reason. */
  #tell(
    command: string,
    at: string,
    add: (event: Partial<NewEvent>) => number,
    writes: Write[],
  ): void {
    const about = this.#one(abouts);
    const key = this.#random() < 0.2 ? `${command}.0+${about}` : `${command}.0`;
    const text = this.#one([null, "A \\ text\t😀\u007f", `text ${this.#count}`]);
    const shared = {
      ...{ about, room: this.#one([null, "r", "1", about]), text },
      extra: this.#one([null, { a: [1, "x"] }]),
      ...{ madeAt: at, state: "open", by: null },
    };
    for (const to of people.filter(() => this.#random() < 0.7)) {
      const id = `${key}|${to}`;
      this.ids.add(id);
      const tags = this.#random() < 0.3 ? ["mention", "reply"] : ["mention"];
      const { about: _, ...rest } = shared;
      const fields = { to, about, ...rest, tags, isLoud: tags.length > 1 };
      const event = this.#carry(add, "word.created", id, fields);
      writes.push({ kind: "insert", collection, id, event, fields });
    }
  }

  /** An event that carries a record, as commands write it. Some have other data too. */
  #carry(
    add: (event: Partial<NewEvent>) => number,
    type: string,
    id: string,
    fields: { readonly [field: string]: unknown },
  ): number {
    const word: { [field: string]: unknown } = { id };
    for (const field in words.fields) if (fields[field] !== undefined) word[field] = fields[field];
    const isOdd = this.#random() < 0.1;
    const data = JSON.stringify(isOdd ? { word, more: this.#count } : { word });
    const records = JSON.stringify({ put: { word: collection } });
    const audience = this.#random() < 0.05 ? '{"before":[],"after":["ann"]}' : null;
    const marked = !isOdd && audience === null && { isTold: true as const };
    return add({
      ...{ topic: topicOf(String(fields.to)), subject: id, data, records, audience },
      type: this.#random() < 0.05 ? "read" : type,
      ...marked,
    });
  }

  async #records() {
    return (await this.#storage.list(collection, { index: "to", equals: {}, limit: 1_000 }))
      .records;
  }
}

const indexes: readonly Omit<ListQuery, "limit">[] = [
  { index: "to", equals: {} },
  { index: "state", equals: {} },
  { index: "about", equals: {} },
  { index: "room", equals: {} },
  ...people.flatMap((to) => [
    { index: "to", equals: { to } },
    { index: "state", equals: { to } },
    { index: "state", equals: { to }, each: ["read", "open"] },
    ...["open", "gone", "nothing"].map((state) => ({ index: "state", equals: { to, state } })),
    ...["r", "1"].map((room) => ({ index: "room", equals: { room, to } })),
  ]),
  ...abouts.flatMap((about) => [
    { index: "about", equals: { about } },
    { index: "about", equals: { about, state: "open" } },
    { index: "about", equals: { about }, each: ["gone", "open"] },
  ]),
  { index: "room", equals: { room: null } },
];

/** Everything that a storage says, in pages of this size. */
async function all(
  storage: Storage,
  { ids, topics }: Pick<Story, "ids" | "topics">,
  limit: number,
): Promise<unknown> {
  const lists: unknown[] = [];
  for (const query of indexes)
    for (const order of ["asc", "desc"] as const) {
      let after: ListQuery["after"];
      do {
        const query2 = { ...query, order, limit, ...(after && { after }) };
        const page = await storage.list(collection, query2);
        lists.push(page);
        after = page.next ?? undefined;
      } while (after);
      if (!query.each) {
        const count = { index: query.index, equals: query.equals, order, scan: 50, limit: 7 };
        lists.push(await storage.count(collection, count));
        lists.push(await storage.count(collection, { ...count, where: [["isLoud", "is", true]] }));
      }
    }
  const logs: unknown[] = [];
  for (const topic of topics) {
    let after: Position = { number: 0, id: "" };
    const forwards = await storage.events({ topic, before: "end", limit: 1_000 });
    if (forwards.status === "page") {
      const oldest = forwards.events.at(-1);
      if (oldest) logs.push(await storage.events({ topic, before: oldest, limit }));
      for (const { id, number } of forwards.events.slice(0, 3).reverse()) {
        after = { id, number };
        logs.push(await storage.events({ topic, after, limit, maxBytes: 900 }));
      }
      for (const id of ids)
        logs.push(await storage.events({ topic, before: "end", subject: id, limit: 5 }));
    }
    logs.push(forwards);
  }
  const { records } = await storage.get(
    [...ids, "none", "no|body"].map((id) => ({ collection, id })),
  );
  return { lists, logs, records, heads: await storage.heads(topics) };
}

/** The parts of an event that carries a new record. */
function carrying(id: string, record: Fields) {
  const word: { [field: string]: unknown } = { id };
  for (const field in words.fields) if (field in record) word[field] = record[field];
  return {
    data: JSON.stringify({ word }),
    records: JSON.stringify({ put: { word: collection } }),
    isTold: true,
  } as const;
}

/** A commit in which every other record differs from its neighbours in one thing. */
function differences(): { readonly commit: Commit; readonly ids: ReadonlySet<string> } {
  const at = "2026-01-01T00:00:00.100Z";
  const fields = { about: "task:1", room: null, text: "text", extra: null, tags: ["mention"] };
  const record = { ...fields, isLoud: false, madeAt: at, state: "open", by: null };
  const event = { command: "c1", type: "word.created", at, actor: "dao" };
  const same = { key: "k1", record, event };
  const others = [
    ...[{ ...same, key: "k2" }, same],
    ...[
      { about: "room:1" },
      { room: "r" },
      ...[{ text: null }, { text: "task:1" }, { text: "other" }],
      ...[{ extra: { a: 1 } }, { extra: { a: 2 } }, { tags: ["reply"] }, { tags: ["mention"] }],
      ...[{ isLoud: true }, { madeAt: "2026-01-02T00:00:00.000Z" }],
      ...[{ state: "read" }, { state: "gone", by: "dao" }],
    ].map((other) => ({ ...same, record: { ...record, ...other } })),
    ...[
      { type: "word.changed" },
      { at: "2026-01-01T00:00:00.101Z" },
      ...[{ actor: "ann" }, { command: "c2" }],
    ].map((other) => ({ ...same, event: { ...event, ...other } })),
  ].flatMap((other) => [same, same, other]);
  const group = 3;
  const events: NewEvent[] = [];
  const writes: Write[] = [];
  let like: Fields | undefined;
  others.forEach(({ key, record, event: { command, ...head } }, i) => {
    const to = people[i % group] ?? "";
    const id = `${key}.${Math.floor(i / group)}|${to}`;
    const fields = { to, ...record };
    writes.push({
      ...{ kind: "insert", collection, id, event: i, fields },
      // Each second record has the same values as the one before it, except for the person.
      ...(i % group === 1 && like && { like }),
    });
    like = fields;
    events.push({
      ...{ id: `${command}.${i}`, topic: topicOf(to), subject: id, ...head, audience: null },
      ...carrying(id, fields),
    });
  });
  const ids = new Set(writes.map(({ id }) => id));
  return { commit: { reads: [], writes, events, result: "null" }, ids };
}

/** Records that come to many people with one event. */
export function told(test: Group): void {
  test("records of one commit that differ in one thing are stored as they are", async (storage) => {
    const expected = memoryStorage();
    await expected.open(collections);
    const { commit, ids } = differences();
    const story = { ids: new Set(ids), topics: people.map(topicOf) };
    for (const one of [storage, expected])
      assert.equal((await one.commit(commit)).status, "committed");
    assert.deepEqual(await all(storage, story, 3), await all(expected, story, 3));
  });
  test("after a redaction, nothing is left of a record that was deleted and added again", async (storage) => {
    const [topic, at] = [topicOf("ann"), "2026-01-01T00:00:00.100Z"];
    const id = "c0.0|ann";
    const content = { about: "task:1", text: "secret", tags: [], isLoud: false, madeAt: at };
    const fields = { to: "ann", ...content, room: null, extra: null, state: "open", by: null };
    const kinds = ["insert", "delete", "insert", "update", "delete"] as const;
    for (const [i, kind] of kinds.entries()) {
      const head = { id: `c${i}.0`, topic, subject: id, type: "word.changed", at, actor: "dao" };
      const ref = { collection, id, event: 0 };
      const write: Write = { ...ref, kind, fields: kind === "update" ? { state: "read" } : fields };
      const now = kind === "update" ? { ...fields, number: 3, state: "read" } : fields;
      const told = kind === "delete" ? { data: "{}", records: null } : carrying(id, now);
      const commit = { reads: [], writes: [write], events: [{ ...head, audience: null, ...told }] };
      const redact = i === kinds.length - 1 && { redact: [{ topic, subject: id }] };
      const outcome = await storage.commit({ ...commit, result: "null", ...redact });
      assert.deepEqual(outcome, { status: "committed", numbers: [i + 1] });
    }
    const page = await storage.events({ topic, before: "end", limit: 9 });
    assert.deepEqual(
      page.status === "page" && page.events.map(({ data, records }) => [data, records]),
      kinds.map(() => ["{}", null]),
    );
  });
  for (let seed = 1; seed <= 4; seed++)
    test(`records that many people are told of are kept as any others (random ${seed})`, async (storage) => {
      const expected = memoryStorage();
      await expected.open(collections);
      const story = new Story(seed, expected);
      for (let step = 0; step < 30; step++) {
        const next = await story.next();
        if ("upTo" in next) for (const one of [expected, storage]) await one.trim(next);
        else assert.deepEqual(await storage.commit(next), await expected.commit(next));
        if (step % 10 < 9) continue;
        const limit = 1 + (seed % 3) * 4;
        assert.deepEqual(await all(storage, story, limit), await all(expected, story, limit));
      }
    });
}
