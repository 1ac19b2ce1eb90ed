import { memoryStorage } from "@taskwire/core";
import type { Commit, Storage } from "@taskwire/core/storage";
import fc from "fast-check";
import { expect, test } from "vitest";
import { opened } from "./database.ts";
import { collections, commitOf, counters, eventOf } from "./records.ts";

// The last two are in another order by their bytes than by their code units.
const topics = ["board:a", "board:b", "user:\u{1f9d1}", "user:\uff5e"];
const ids = ["a", "b", "c"];

/** What somebody wants to commit who has looked at the records a moment ago. */
interface Wish {
  readonly kind: "insert" | "update" | "delete" | "read";
  readonly id: string;
  /** Whether they rest on what they have seen of the record, or of something else. */
  readonly rests: "on it" | "on nothing" | "on what was never there";
  readonly topics: readonly string[];
  readonly key: string | undefined;
  readonly redacts: boolean;
}

const wish: fc.Arbitrary<Wish> = fc.record({
  kind: fc.constantFrom("insert", "update", "delete", "read"),
  id: fc.constantFrom(...ids),
  rests: fc.oneof(
    { weight: 5, arbitrary: fc.constant("on it" as const) },
    fc.constantFrom("on nothing" as const, "on what was never there" as const),
  ),
  topics: fc.array(fc.constantFrom(...topics), { minLength: 1, maxLength: 4 }),
  key: fc.option(fc.constantFrom("k1", "k2", "k3", "k4"), { nil: undefined }),
  redacts: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});

async function commitOn(storage: Storage, { kind, id, rests, topics, key, redacts }: Wish, value: number) {
  const ref = { collection: counters.name, id };
  const [record] = (await storage.get([ref])).records;
  const event = 0;
  const version = rests === "on it" ? (record?.version ?? 0) : 1_000;
  return commitOf({
    reads: rests === "on nothing" ? [] : [{ ...ref, version }],
    writes:
      kind === "insert"
        ? [{ kind, ...ref, fields: { value, name: id }, event }]
        : kind === "update"
          ? [{ kind, ...ref, fields: { value }, event }]
          : kind === "delete"
            ? [{ kind, ...ref, event }]
            : [],
    events: topics.map((topic) => ({ ...eventOf({ value }), topic, subject: id })),
    ...(key !== undefined && { key: { actor: "u", key, hash: "", at: eventOf().at } }),
    ...(redacts && { redact: topics.map((topic) => ({ topic, subject: id })) }),
  });
}

const logOf = async (storage: Storage, topic: string) => {
  const page = await storage.events({ topic, after: { number: 0, id: "" }, limit: 1_000 });
  return page.status === "gone" ? [] : page.events;
};

const fieldsOf = async (storage: Storage) =>
  (await storage.get(ids.map((id) => ({ collection: counters.name, id })))).records.map(({ fields }) => fields);

test("whatever is committed at once ends as it does one after the other, and leaves every topic without a hole", async () => {
  const batches = fc.array(fc.array(wish, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 });
  const seen = { committed: 0, conflict: 0, repeated: 0, partly: 0 };
  await fc.assert(
    fc.asyncProperty(batches, async (all) => {
      const postgres = await opened();
      const memory = memoryStorage();
      await memory.open(collections);
      let value = 0;
      const committed: { commit: Commit; numbers: readonly number[] }[] = [];
      for (const wishes of all) {
        const first = value;
        value += wishes.length;
        const commits = (storage: Storage) => Promise.all(wishes.map((one, i) => commitOn(storage, one, first + i)));
        const inMemory: string[] = [];
        for (const commit of await commits(memory)) inMemory.push((await memory.commit(commit)).status);
        const atOnce = await commits(postgres);
        const outcomes = await Promise.all(atOnce.map((commit) => postgres.commit(commit)));
        expect(outcomes.map(({ status }) => status)).toEqual(inMemory);
        expect(await fieldsOf(postgres)).toEqual(await fieldsOf(memory));
        for (const [i, outcome] of outcomes.entries()) {
          seen[outcome.status]++;
          if (outcome.status === "committed") committed.push({ commit: atOnce[i] as Commit, numbers: outcome.numbers });
        }
        const kinds = new Set(outcomes.map(({ status }) => status));
        if (kinds.has("committed") && kinds.size > 1) seen.partly++;
      }
      const heads = await postgres.heads(topics);
      for (const [i, topic] of topics.entries()) {
        const log = await logOf(postgres, topic);
        expect(log.map(({ number }) => number)).toEqual(log.map((_, place) => place + 1));
        const last = log.at(-1);
        expect(heads[i]).toEqual(last ? { number: last.number, id: last.id } : { number: 0, id: "" });
        const said = committed.flatMap(({ commit: { events }, numbers }) =>
          events.flatMap((event, place) => (event.topic === topic ? [`${numbers[place]} ${event.id}`] : [])),
        );
        expect(said.sort()).toEqual(log.map(({ number, id }) => `${number} ${id}`).sort());
      }
      await postgres.close();
    }),
    { numRuns: 40 },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(10);
});
