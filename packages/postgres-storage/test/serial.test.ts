import { memoryStorage } from "@taskwire/core";
import type { Collection, Commit, Storage, Write } from "@taskwire/core/adapter";
import fc from "fast-check";
import { expect, test } from "vitest";
import { opened, temporarySchema } from "./database.ts";
import { commitOf, counters, eventOf } from "./records.ts";

const leases = { ...counters, name: "leases", versions: "own" } as const satisfies Collection;
const collections = [counters, leases];

// Values that must be quoted in a PostgreSQL array, and values whose order differs between bytes
// and UTF-16 code units.
const ids = ["NULL", "", 'a "b" \\ {c}, d\n', "\u{1f9d1}", "\uff5e"];
const places = ids.flatMap((id) => collections.map(({ name: collection }) => ({ collection, id })));
// Every commit writes to the first topic, whose numbers give the order of the commits.
const topics = ["all", ...ids.map((id) => `topic:${id}`)];

/** One command's access to one record. `change`: any change that fits the record. */
interface Part {
  readonly place: number;
  readonly kind: "insert" | "update" | "delete" | "read" | "change";
  readonly rests: "on it" | "on nothing" | "on what it was";
}

/** A commit by somebody who read all records a moment ago. */
interface Wish {
  readonly node: number;
  readonly parts: readonly Part[];
  readonly topics: readonly string[];
  readonly subject: string;
  readonly key: string | undefined;
  readonly redacts: boolean;
}

const part: fc.Arbitrary<Part> = fc.record({
  place: fc.nat(places.length - 1),
  kind: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom("change" as const, "read" as const) },
    fc.constantFrom("insert" as const, "update" as const, "delete" as const),
  ),
  rests: fc.oneof(
    { weight: 4, arbitrary: fc.constant("on it" as const) },
    fc.constantFrom("on nothing" as const, "on what it was" as const),
  ),
});

const wish: fc.Arbitrary<Wish> = fc.record({
  node: fc.nat(5).map((n) => (n === 0 ? 1 : 0)),
  parts: fc.uniqueArray(part, { maxLength: 4, selector: ({ place }) => place }),
  topics: fc.array(fc.constantFrom(...topics), { maxLength: 3 }),
  subject: fc.constantFrom("x", "y", "z"),
  key: fc.option(fc.constantFrom("NULL", '"', "k"), { nil: undefined, freq: 2 }),
  redacts: fc.nat(9).map((n) => n === 0),
});

async function commitFor(
  wish: Wish,
  storage: Storage,
  value: number,
  actor: string,
): Promise<Commit> {
  const { records } = await storage.get(places);
  const reads: Commit["reads"][number][] = [];
  const writes: Write[] = [];
  for (const { place, kind, rests } of wish.parts) {
    const ref = places[place] as (typeof places)[number];
    const { version = 0, fields = null } = records[place] ?? {};
    if (rests !== "on nothing")
      reads.push({ ...ref, version: rests === "on it" ? version : Math.max(0, version - 1) });
    const change = fields === null ? "insert" : value % 3 === 0 ? "delete" : "update";
    const done = kind === "change" ? change : kind;
    const given = {
      ...ref,
      event: 0,
      fields: { value, ...(done === "insert" && { name: ref.id }) },
    };
    if (done !== "read") writes.push({ ...given, kind: done });
  }
  const { key, subject } = wish;
  const said = ["all", ...wish.topics];
  return commitOf({
    reads,
    writes,
    events: said.map((topic) => ({ ...eventOf({ value }), topic, subject })),
    ...(key !== undefined && { key: { actor, key, hash: String(value), at: eventOf().at } }),
    ...(wish.redacts && { redact: said.map((topic) => ({ topic, subject })) }),
  });
}

/** Everything visible of a storage. */
async function stateOf(storage: Storage) {
  const logs = topics.map((topic) => storage.events({ topic, before: "end", limit: 10_000 }));
  return [await storage.get(places), await storage.heads(topics), await Promise.all(logs)];
}

test("concurrent commits leave the same state as if they had run one after another, in the order of their numbers", async () => {
  const schema = temporarySchema();
  const nodes = [
    await opened({ schema }, collections),
    await opened({ schema }, collections),
  ] as const;
  const memory = memoryStorage();
  await memory.open(collections);
  const seen = { committed: 0, conflict: 0, repeated: 0, partly: 0, outOfOrder: 0 };
  let value = 0;
  let round = 0;
  const rounds = fc.asyncProperty(
    fc.array(wish, { minLength: 1, maxLength: 12 }),
    async (wishes) => {
      const actor = `u${Math.floor(++round / 5)}`;
      const commits = await Promise.all(
        wishes.map((one) => commitFor(one, memory, ++value, actor)),
      );
      const outcomes = await Promise.all(
        commits.map((commit, i) => (wishes[i]?.node === 1 ? nodes[1] : nodes[0]).commit(commit)),
      );
      const all = commits.map((commit, i) => ({
        commit,
        i,
        outcome: outcomes[i] as (typeof outcomes)[number],
      }));
      const kept = all.flatMap(({ outcome, ...one }) =>
        outcome.status === "committed"
          ? [{ ...one, outcome, number: outcome.numbers[0] ?? 0 }]
          : [],
      );
      kept.sort((a, b) => a.number - b.number);
      for (const { commit, outcome } of kept) expect(await memory.commit(commit)).toEqual(outcome);
      for (const { commit, outcome } of all) {
        seen[outcome.status]++;
        // Another commit of the same moment may have been in the way.
        if (outcome.status === "repeated" || (outcome.status === "conflict" && all.length === 1))
          expect(await memory.commit(commit)).toEqual(outcome);
      }
      if (kept.length > 0 && kept.length < all.length) seen.partly++;
      if (kept.some(({ i }, place) => i < (kept[place - 1]?.i ?? 0))) seen.outOfOrder++;
      if (round % 10 === 0) {
        const topic = topics[(round / 10) % topics.length] ?? "";
        const [head] = await memory.heads([topic]);
        const upTo = (head?.number ?? 0) - (round % 3);
        await Promise.all([memory, nodes[0]].map((storage) => storage.trim({ topic, upTo })));
      }
      expect(await stateOf(nodes[1])).toEqual(await stateOf(memory));
    },
  );
  await fc.assert(rounds, { numRuns: 100, endOnFailure: true });
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0);
});
