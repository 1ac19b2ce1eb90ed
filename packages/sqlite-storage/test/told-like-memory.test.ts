import { memoryStorage } from "@taskwire/core";
import type { Collection, Commit, Storage, Write } from "@taskwire/core/adapter";
import { expect, test } from "vitest";
import { opened, temporaryFile } from "./files.ts";

const name = "words";
const words = {
  name,
  fields: {
    ...({ number: "integer", to: "text", about: "text", text: "text?" } as const),
    ...({ state: "text", by: "text?" } as const),
  },
  indexes: { to: ["to", "number"], by: ["to", "by", "number"], only: ["by"] },
  versions: "topic",
  numbered: "number",
  told: {
    ...{ name: "word", person: "to", status: ["state", "by"] },
    state: { field: "state", values: ["open", "gone"], counted: "open" },
  },
} as const satisfies Collection;

/** A newer version of the app declares one more common field, and one more status field. */
const newer = {
  ...words,
  fields: { ...words.fields, link: "text?", seenAt: "time?" },
  told: { ...words.told, status: ["state", "by", "seenAt"] },
} as const satisfies Collection;

const at = "2026-01-01T00:00:00.000Z";
const word = { about: "task:1", text: "secret", state: "open", by: null };

/** Writes the records of a few people, each with its event. */
function write(
  command: string,
  people: readonly string[],
  change: (to: string) => Pick<Write, "kind"> & { readonly fields: object },
): Commit {
  const ids = people.map((to) => `k|${to}`);
  return {
    reads: [],
    writes: people.map((to, event) => ({
      ...{ collection: name, id: ids[event] ?? "", event },
      ...(change(to) as { kind: "update"; fields: Write["fields" & keyof Write] }),
    })) as Write[],
    events: people.map((to, i) => ({
      ...{
        topic: `user:${to}`,
        id: `${command}.${i}`,
        type: "word.changed",
        subject: ids[i] ?? "",
      },
      ...{ at, actor: "dao", audience: null, isTold: true },
      data: JSON.stringify({ word: { id: ids[i], ...change(to).fields } }),
      records: JSON.stringify({ put: { word: name } }),
    })),
    result: "null",
  };
}

const insert = (people: readonly string[], more: (to: string) => object = () => ({})) =>
  write("c1", people, (to) => ({ kind: "insert", fields: { to, ...word, ...more(to) } }));

const fieldsOf = async (storage: Storage, people: readonly string[]) =>
  (await storage.get(people.map((to) => ({ collection: name, id: `k|${to}` })))).records.map(
    ({ fields }) => fields,
  );

test("events are emptied only in the log of the person of their record", async () => {
  const memory = memoryStorage();
  await memory.open([words]);
  const sqlite = await opened(temporaryFile(), [words]);
  const logs = await Promise.all(
    [sqlite, memory].map(async (storage) => {
      await storage.commit(insert(["bob", "ann"]));
      const redact = [{ topic: "user:bob", subject: "k|ann" }];
      await storage.commit({ reads: [], writes: [], events: [], result: "null", redact });
      return storage.events({ topic: "user:bob", before: "end", limit: 5 });
    }),
  );
  expect(logs[0]).toMatchObject({ events: [{ subject: "k|bob" }] });
  expect(JSON.stringify(logs[0])).toContain("secret");
  expect(JSON.stringify(logs[1])).toContain("secret");
});

test("records are counted by any of their status fields", async () => {
  const sqlite = await opened(temporaryFile(), [words]);
  await sqlite.commit(insert(["bob", "ann"]));
  const limits = { limit: 5, scan: 5 };
  expect([
    await sqlite.count(name, { index: "by", equals: { to: "bob", by: null }, ...limits }),
    await sqlite.count(name, { index: "only", equals: { by: null }, ...limits }),
    await sqlite.count(name, { index: "only", equals: { by: "dao" }, ...limits }),
  ]).toEqual([1, 2, 0]);
});

test.each(["first", "second"])(
  "fields that only a newer version knows stay when an older one changes the record (the newer one starts %s)",
  async (order) => {
    const path = temporaryFile();
    const open = (collection: Collection) => opened(path, [collection]);
    const first = await open(order === "first" ? newer : words);
    // The older version has changed a record before the newer one starts.
    await first.commit(insert(["dan"]));
    await first.commit(write("c0", ["dan"], () => ({ kind: "update", fields: { state: "gone" } })));
    const second = await open(order === "first" ? words : newer);
    const [one, other] = order === "first" ? [first, second] : [second, first];
    const people = ["ann", "bob", "cho"];
    const own = (to: string) => ({ link: `/${to}`, seenAt: to === "cho" ? null : at });
    await one.commit(insert(people, own));
    const state = { state: "gone", by: "dao" };
    const text = { text: "new" };
    for (const [command, fields] of Object.entries({ c2: state, c3: text, c4: { text: null } })) {
      await other.commit(write(command, people, () => ({ kind: "update", fields })));
      expect(await fieldsOf(one, people)).toMatchObject(people.map((to) => own(to)));
    }
    expect(await fieldsOf(one, people)).toMatchObject(people.map(() => ({ ...state, text: null })));
    // Two changes of one record in one commit: the first of them is written to no row.
    const twice = write("c5", ["ann"], () => ({ kind: "update", fields: { state: "open" } }));
    const writes = [...twice.writes, { ...twice.writes[0], fields: text } as Write];
    const events = [
      ...twice.events,
      ...write("c6", ["ann"], () => ({ kind: "update", fields: text })).events,
    ];
    await other.commit({
      ...twice,
      writes: writes.map((w, event) => ({ ...w, event })),
      events: events.map((e, i) => ({ ...e, id: `c5.${i}` })),
    });
    expect(await fieldsOf(one, ["ann"])).toMatchObject([{ ...own("ann"), state: "open", ...text }]);
  },
);
