import assert from "node:assert/strict";
import { counters } from "./collections.ts";
import type { Group } from "./steps.ts";
import {
  append,
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

/** The versions of records. */
export function versions(test: Group): void {
  test("a record that never existed has version 0 and no fields", async (storage) => {
    assert.deepEqual(await read(storage, noteRef("none")), {
      id: "none",
      version: 0,
      fields: null,
    });
  });

  test("a record's version is the number of the event that carries it", async (storage) => {
    await append(storage, "board:b", 4);
    const id = newId();
    await committed(storage, {
      events: [event(), event(), event()],
      writes: [insertNote(id, {}, 1)],
    });
    assert.equal((await read(storage, noteRef(id))).version, 6);
    await committed(storage, { events: [event()], writes: [updateNote(id, { place: 2 })] });
    assert.equal((await read(storage, noteRef(id))).version, 8);
  });

  test("an update without fields still changes the version", async (storage) => {
    const id = newId();
    await committed(storage, { events: [event()], writes: [insertNote(id)] });
    await committed(storage, { events: [event()], writes: [updateNote(id, {})] });
    assert.equal((await read(storage, noteRef(id))).version, 2);
  });

  test("a deleted record keeps the number of its deletion, and a restored one continues from there", async (storage) => {
    const id = newId();
    await committed(storage, { events: [event()], writes: [insertNote(id)] });
    await committed(storage, { events: [event()], writes: [deleteNote(id)] });
    assert.deepEqual(await read(storage, noteRef(id)), { id, version: 2, fields: null });
    await append(storage, "board:b", 1);
    await committed(storage, { events: [event()], writes: [insertNote(id, { title: "Back" })] });
    const restored = await read(storage, noteRef(id));
    assert.equal(restored.version, 4);
    assert.equal(restored.fields?.title, "Back");
    await committed(storage, { events: [event()], writes: [deleteNote(id)] });
    assert.deepEqual(await read(storage, noteRef(id)), { id, version: 5, fields: null });
  });

  test("a collection with its own versions counts every change, also deletions", async (storage) => {
    const id = newId();
    const versionNow = async () => (await read(storage, counterRef(id))).version;
    await committed(storage, { writes: [insertCounter(id)] });
    assert.equal(await versionNow(), 1);
    await committed(storage, { writes: [updateCounter(id, 5)] });
    assert.equal(await versionNow(), 2);
    await committed(storage, { writes: [{ kind: "delete", ...counterRef(id) }] });
    assert.equal(await versionNow(), 3);
    await committed(storage, { writes: [insertCounter(id)] });
    assert.equal(await versionNow(), 4);
  });

  test("several changes of one record in one commit are applied in order", async (storage) => {
    const id = newId();
    await committed(storage, {
      writes: [
        insertCounter(id, 1),
        updateCounter(id, 2),
        { kind: "delete", ...counterRef(id) },
        insertCounter(id, 3),
      ],
    });
    assert.deepEqual((await read(storage, counterRef(id))).fields, { value: 3 });
    const outcome = await commit(storage, {
      writes: [{ kind: "delete", ...counterRef(id) }, updateCounter(id, 4)],
    });
    assert.equal(outcome.status, "conflict");
    assert.deepEqual((await read(storage, counterRef(id))).fields, { value: 3 });
  });

  test("a write that does not fit the declaration is an error, and nothing of its commit is kept", async (storage) => {
    const id = newId();
    const bad = [
      { kind: "insert", ...noteRef(id), fields: {}, event: 0 },
      { kind: "update", ...counterRef(id), fields: { nothing: 1 } },
      { kind: "update", ...counterRef(id), fields: { value: "1" } },
      { kind: "update", ...counterRef(id), fields: { value: null } },
      { kind: "insert", collection: "nowhere", id, fields: {} },
      { ...insertNote(newId()), event: 7 },
    ] as const;
    await committed(storage, { writes: [insertCounter(id)] });
    for (const write of bad) {
      const attempt = commit(storage, {
        events: [event({ topic: "board:bad" })],
        writes: [updateCounter(id, 9), write],
      });
      await assert.rejects(attempt, { name: "TaskwireError", code: "internal" });
    }
    assert.deepEqual(await read(storage, counterRef(id)), { id, version: 1, fields: { value: 0 } });
    assert.deepEqual(await storage.heads(["board:bad"]), [{ number: 0, id: "" }]);
    assert.deepEqual(
      (await storage.list(counters.name, { index: "value", equals: {}, limit: 9 })).records.length,
      1,
    );
  });
}
