import assert from "node:assert/strict";
import type { Storage, Write } from "../../storage/storage.ts";
import type { Group } from "./steps.ts";
import {
  commit,
  committed,
  counterRef,
  deleteNote,
  event,
  insertCounter,
  insertNote,
  newId,
  noteRef,
  read,
  updateCounter,
  updateNote,
} from "./steps.ts";

/**
 * Tries a commit that must be a conflict, and checks that it left no record, no event, and no gap
 * in the numbers.
 */
async function assertConflict(
  storage: Storage,
  parts: Parameters<typeof commit>[1],
): Promise<void> {
  const extra = newId("extra");
  const writes: readonly Write[] = [insertCounter(extra), ...(parts.writes ?? [])];
  const before = await storage.heads(["board:b"]);
  const outcome = await commit(storage, { events: [event()], ...parts, writes });
  assert.deepEqual(outcome, { status: "conflict" });
  assert.equal((await read(storage, counterRef(extra))).fields, null);
  assert.deepEqual(await storage.heads(["board:b"]), before);
}

/** Commits that conflict. */
export function conflicts(test: Group): void {
  test("an outdated read is a conflict", async (storage) => {
    const id = newId();
    await committed(storage, { events: [event()], writes: [insertNote(id)] });
    await committed(storage, { events: [event()], writes: [updateNote(id, { place: 1 })] });
    await assertConflict(storage, { reads: [{ ...noteRef(id), version: 1 }] });
    await committed(storage, { events: [event()], reads: [{ ...noteRef(id), version: 2 }] });
  });

  test("inserting a record that exists is a conflict", async (storage) => {
    const id = newId();
    await committed(storage, { events: [event()], writes: [insertNote(id, { title: "First" })] });
    await assertConflict(storage, { writes: [insertNote(id, { title: "Second" })] });
    assert.equal((await read(storage, noteRef(id))).fields?.title, "First");
  });

  test("updating or deleting a record that does not exist is a conflict", async (storage) => {
    await assertConflict(storage, { writes: [updateNote("none", { place: 1 })] });
    await assertConflict(storage, { writes: [deleteNote("none")] });
    const id = newId();
    await committed(storage, {
      events: [event(), event()],
      writes: [insertNote(id), deleteNote(id, 1)],
    });
    await assertConflict(storage, { writes: [updateNote(id, { place: 1 })] });
    await assertConflict(storage, { writes: [deleteNote(id)] });
  });

  test("reading that a record is absent guards against its insertion", async (storage) => {
    const id = newId();
    const reads = [{ ...noteRef(id), version: 0 }];
    await committed(storage, { reads, events: [event()] });
    await committed(storage, { events: [event()], writes: [insertNote(id)] });
    await assertConflict(storage, { reads });
  });

  test("a read guards against deletion, and against deletion and restoring", async (storage) => {
    const id = newId();
    const counter = newId();
    await committed(storage, {
      events: [event()],
      writes: [insertNote(id), insertCounter(counter)],
    });
    const reads = [{ ...noteRef(id), version: 1 }];
    const counterReads = [{ ...counterRef(counter), version: 1 }];
    await committed(storage, {
      events: [event()],
      writes: [deleteNote(id), { kind: "delete", ...counterRef(counter) }],
    });
    await assertConflict(storage, { reads });
    await assertConflict(storage, { reads: counterReads });
    await committed(storage, {
      events: [event()],
      writes: [insertNote(id), insertCounter(counter)],
    });
    await assertConflict(storage, { reads });
    await assertConflict(storage, { reads: counterReads });
  });

  test("every read is checked, not only the first", async (storage) => {
    const ids = [newId(), newId(), newId()];
    await committed(storage, { writes: ids.map((id) => insertCounter(id)) });
    const reads = ids.map((id) => ({ ...counterRef(id), version: 1 }));
    await committed(storage, { reads });
    await committed(storage, { writes: [updateCounter(ids[2] ?? "", 1)] });
    await assertConflict(storage, { reads });
  });

  test("of several commits that read and change the same record one succeeds", async (storage) => {
    const id = newId();
    await committed(storage, { writes: [insertCounter(id)] });
    const attempt = (value: number) =>
      commit(storage, {
        reads: [{ ...counterRef(id), version: 1 }],
        writes: [updateCounter(id, value)],
        events: [event()],
      });
    const outcomes = await Promise.all([1, 2, 3, 4].map(attempt));
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), [
      "committed",
      "conflict",
      "conflict",
      "conflict",
    ]);
    const winner = outcomes.findIndex(({ status }) => status === "committed") + 1;
    assert.deepEqual(await read(storage, counterRef(id)), {
      id,
      version: 2,
      fields: { value: winner },
    });
  });
}
