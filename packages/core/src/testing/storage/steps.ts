import assert from "node:assert/strict";
import type {
  Commit,
  CommitOutcome,
  EventsPage,
  Fields,
  LoggedEvent,
  NewEvent,
  Storage,
  StoredRecord,
  Write,
} from "../../storage/storage.ts";
import { counters, note, notes } from "./collections.ts";

/** Declares a test with an empty, open storage. The storage is closed after the test. */
export type Group = (title: string, run: (storage: Storage) => Promise<void>) => void;

let idCount = 0;

/** Returns a new id. */
export const newId = (prefix = "id"): string => `${prefix}-${String(++idCount).padStart(6, "0")}`;

/** Makes an event. */
export const event = (fields: Partial<NewEvent> = {}): NewEvent => ({
  topic: "board:b",
  id: newId("event"),
  type: "note.changed",
  subject: "n",
  at: "2026-01-02T03:04:05.678Z",
  actor: "u",
  audience: null,
  data: "{}",
  records: null,
  ...fields,
});

/** Commits. Parts that are not given are empty. */
export const commit = (storage: Storage, parts: Partial<Commit>): Promise<CommitOutcome> =>
  storage.commit({ reads: [], writes: [], events: [], result: "null", ...parts });

/** Commits, checks that the commit succeeded, and returns the numbers of its events. */
export async function committed(
  storage: Storage,
  parts: Partial<Commit>,
): Promise<readonly number[]> {
  const outcome = await commit(storage, parts);
  assert.equal(outcome.status, "committed");
  return outcome.status === "committed" ? outcome.numbers : [];
}

/** Appends this many events to a topic, one commit each. */
export async function append(
  storage: Storage,
  topic: string,
  count: number,
  fields: Partial<NewEvent> = {},
): Promise<void> {
  for (let i = 0; i < count; i++)
    await committed(storage, { events: [event({ ...fields, topic })] });
}

/** Makes a write of a note. The commit's event with this index carries it. */
export const insertNote = (
  id: string,
  fields: Parameters<typeof note>[0] = {},
  eventIndex = 0,
): Write => ({
  kind: "insert",
  collection: notes.name,
  id,
  fields: note(fields),
  event: eventIndex,
});

export const updateNote = (id: string, fields: Fields, eventIndex = 0): Write => ({
  kind: "update",
  collection: notes.name,
  id,
  fields,
  event: eventIndex,
});

export const deleteNote = (id: string, eventIndex = 0): Write => ({
  kind: "delete",
  collection: notes.name,
  id,
  event: eventIndex,
});

export const insertCounter = (id: string, value = 0): Write => ({
  kind: "insert",
  collection: counters.name,
  id,
  fields: { value },
});

export const updateCounter = (id: string, value: number): Write => ({
  kind: "update",
  collection: counters.name,
  id,
  fields: { value },
});

export const noteRef = (id: string) => ({ collection: notes.name, id });
export const counterRef = (id: string) => ({ collection: counters.name, id });

/** Reads one record. */
export async function read(
  storage: Storage,
  ref: { collection: string; id: string },
): Promise<StoredRecord> {
  const { records } = await storage.get([ref]);
  const [record] = records;
  assert.ok(record, "get() returns a record for every ref");
  return record;
}

/** Returns the events of a page, and checks that the position was not gone. */
export function eventsOf(page: EventsPage): readonly LoggedEvent[] {
  assert.equal(page.status, "page");
  return page.status === "page" ? page.events : [];
}

/** Reads all pages of a topic and returns the numbers of its events. */
export async function numbersOf(storage: Storage, topic: string, limit = 50): Promise<number[]> {
  const numbers: number[] = [];
  let after = { number: 0, id: "" };
  for (;;) {
    const events = eventsOf(await storage.events({ topic, after, limit }));
    numbers.push(...events.map(({ number }) => number));
    const last = events.at(-1);
    if (!last) return numbers;
    assert.ok(last.number > after.number, "each page continues after the one before");
    after = { number: last.number, id: last.id };
  }
}

/** Returns 1, 2, … up to and including `last`. */
export const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);
