import type { Commit, Fields, NewEvent, Write } from "@taskwire/core/adapter";
import { expect, test } from "vitest";
import { packJobs, unpackJobs } from "../src/packed-jobs.ts";
import type { Job } from "../src/transaction.ts";

/** Returns numbers below `below` that are the same in each run. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}

function jobOf(roll: (below: number) => number): Job {
  const one = <Value>(...values: readonly Value[]): Value => values[roll(values.length)] as Value;
  const many = <Value>(make: () => Value) => Array.from({ length: roll(5) }, make);
  const shared = { tags: ["a"] };
  const write = (): Write => {
    const ref = { collection: one("notes", "words"), id: one("1", "2"), event: roll(3) };
    const { event, ...own } = ref;
    const kind = one("insert", "update", "delete");
    if (kind === "delete") return { ...ref, kind };
    const value = () => one<unknown>(null, "", "ก", 0, -0, false, shared, [], { __proto__: null });
    const names = one(["a", "b"], ["a", "c"], ["b", "a"], ["a"], []);
    const fields = Object.fromEntries(names.map((name) => [name, value()]));
    return { ...one<object>(ref, own), kind, fields } as Write;
  };
  /** Gives some inserts `like`: the fields of the last insert in the same collection that has none. */
  const withLike = (writes: readonly Write[]): Write[] => {
    const lasts = new Map<string, Fields>();
    return writes.map((write) => {
      if (write.kind !== "insert") return write;
      const last = lasts.get(write.collection);
      const isLike = last && `${Object.keys(last)}` === `${Object.keys(write.fields)}`;
      if (isLike && roll(2) === 0) return { ...write, like: last };
      lasts.set(write.collection, write.fields);
      return write;
    });
  };
  const event = (): NewEvent => {
    const head = {
      topic: one("t", "u"),
      id: `${roll(99)}.0`,
      type: one("x", "y"),
      at: one("1", "2"),
    };
    const texts = { subject: one("s", "r"), actor: one("a", "b"), audience: one(null, "[]") };
    const all = { ...head, ...texts, records: one(null, "{}"), data: one("", "{}") };
    const { data: _, ...told } = all;
    return one(all, { ...told, isTold: true } as unknown as NewEvent);
  };
  const key = { actor: one("a", "b"), key: `${roll(99)}`, hash: "h", at: "1" };
  const reads = many(() => ({ collection: "notes", id: one("1", "2"), version: roll(9) }));
  const commit: Commit = {
    reads,
    writes: withLike(many(write)),
    events: many(event),
    key,
    result: "{}",
  };
  const { key: _, ...keyless } = commit;
  const absent = {
    collection: "notes",
    id: "1",
    kind: "update",
    fields: { a: undefined },
  } as const;
  return one<Job>(
    ...[commit, commit, commit, keyless, { trim: { keysBefore: "2" } }],
    { ...commit, redact: [{ topic: "t", subject: "s" }] },
    { ...commit, writes: [...commit.writes, absent] },
  );
}

test("jobs arrive in the writer's thread as they were", () => {
  const roll = dice(7);
  for (let round = 0; round < 2_000; round++) {
    const jobs = Array.from({ length: 1 + roll(4) }, () => jobOf(roll));
    const arrived = unpackJobs(structuredClone(packJobs(jobs)));
    expect(arrived).toStrictEqual(structuredClone(jobs));
    for (const job of arrived)
      if ("writes" in job && !job.redact && job.key)
        for (const write of job.writes)
          if (write.kind === "insert" && write.like)
            expect(
              job.writes.some((one) => one.kind === "insert" && one.fields === write.like),
            ).toBe(true);
  }
});

test("values that many notifications have in common are copied once", () => {
  const text = "x".repeat(1_000);
  const commit = (people: number): Commit => {
    const ids = Array.from({ length: people }, (_, i) => `${i}`);
    return {
      reads: [],
      writes: ids.map((id) => ({ collection: "w", id, kind: "insert", fields: { id, text } })),
      events: [],
      key: { actor: "a", key: "k", hash: "h", at: "1" },
      result: "{}",
    };
  };
  const length = (people: number) => JSON.stringify(packJobs([commit(people)])).length;
  expect(length(50) - length(1)).toBeLessThan(50 * 60);
});
