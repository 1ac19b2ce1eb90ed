import type {
  Collection,
  Commit,
  CommitOutcome,
  EventsPage,
  Storage,
} from "@taskwire/core/adapter";

/** The records of these tests: a counter with an event for each step. */
export const counters = {
  name: "counters",
  fields: { value: "integer", name: "text" },
  indexes: { value: ["value"] },
  versions: "topic",
} as const satisfies Collection;

export const collections: readonly Collection[] = [counters];

export const topic = "board:b";

/** A commit in which everything that is not given is empty. */
export const commitOf = (parts: Partial<Commit>): Commit => ({
  reads: [],
  writes: [],
  events: [],
  result: "null",
  ...parts,
});

export const eventOf = (data: unknown = {}) => ({
  topic,
  id: crypto.randomUUID(),
  type: "counter.changed",
  subject: "counter",
  at: "2026-01-02T03:04:05.678Z",
  actor: "u",
  audience: null,
  records: null,
  data: JSON.stringify(data),
});

/** A commit that inserts a counter, with an event. */
export const insertOf = (id: string, value = 0, data: unknown = { value }): Commit =>
  commitOf({
    writes: [
      { kind: "insert", collection: counters.name, id, fields: { value, name: id }, event: 0 },
    ],
    events: [eventOf(data)],
  });

/** Adds one to a counter. Retries after a conflict. */
export async function increment(storage: Storage, id: string): Promise<void> {
  for (;;) {
    const [record] = (await storage.get([{ collection: counters.name, id }])).records;
    const ref = { collection: counters.name, id };
    const value = Number(record?.fields?.value) + 1;
    const outcome: CommitOutcome = await storage.commit(
      commitOf({
        reads: [{ ...ref, version: record?.version ?? 0 }],
        writes: [{ kind: "update", ...ref, fields: { value }, event: 0 }],
        events: [eventOf({ value })],
      }),
    );
    if (outcome.status === "committed") return;
  }
}

/** Reads the whole topic. */
export async function eventsOf(storage: Storage) {
  const page: EventsPage = await storage.events({
    topic,
    after: { number: 0, id: "" },
    limit: 100_000,
  });
  if (page.status === "gone") throw new Error("The start of the topic is gone.");
  return page.events;
}

/** Returns 1, 2, … up to and including `last`. */
export const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);
