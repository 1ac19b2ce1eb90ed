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

/** What a group of the suite gets: declares a test on an empty, opened storage of its own, closed afterwards. */
export type Group = (title: string, run: (storage: Storage) => Promise<void>) => void;

let count = 0;

/** An id that no other call gets. */
export const newId = (prefix = "id"): string => `${prefix}-${String(++count).padStart(6, "0")}`;

/** An event with everything filled in. */
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

/** Commits; what isn't given is empty. */
export const commit = (storage: Storage, parts: Partial<Commit>): Promise<CommitOutcome> =>
  storage.commit({ reads: [], writes: [], events: [], result: "null", ...parts });

/** Commits and expects success; gives the numbers. */
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
  many: number,
  fields: Partial<NewEvent> = {},
): Promise<void> {
  for (let i = 0; i < many; i++)
    await committed(storage, { events: [event({ ...fields, topic })] });
}

/** A write to a note that goes with the commit's event at this place. */
export const insertNote = (
  id: string,
  fields: Parameters<typeof note>[0] = {},
  place = 0,
): Write => ({
  kind: "insert",
  collection: notes.name,
  id,
  fields: note(fields),
  event: place,
});

export const updateNote = (id: string, fields: Fields, place = 0): Write => ({
  kind: "update",
  collection: notes.name,
  id,
  fields,
  event: place,
});

export const deleteNote = (id: string, place = 0): Write => ({
  kind: "delete",
  collection: notes.name,
  id,
  event: place,
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

/** One record. */
export async function read(
  storage: Storage,
  ref: { collection: string; id: string },
): Promise<StoredRecord> {
  const { records } = await storage.get([ref]);
  const [record] = records;
  assert.ok(record, "get() answers every ref");
  return record;
}

/** A page that is expected to be there. */
export function paged(page: EventsPage): readonly LoggedEvent[] {
  assert.equal(page.status, "page");
  return page.status === "page" ? page.events : [];
}

/** The numbers of all events of a topic, read forwards page by page. */
export async function numbersOf(storage: Storage, topic: string, limit = 50): Promise<number[]> {
  const numbers: number[] = [];
  let after = { number: 0, id: "" };
  for (;;) {
    const events = paged(await storage.events({ topic, after, limit }));
    numbers.push(...events.map(({ number }) => number));
    const last = events.at(-1);
    if (!last) return numbers;
    assert.ok(last.number > after.number, "paging goes on");
    after = { number: last.number, id: last.id };
  }
}

/** 1, 2, … up to and including `last`. */
export const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);
