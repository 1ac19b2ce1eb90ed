import assert from "node:assert/strict";
import type { Group } from "./steps.ts";
import {
  commit,
  committed,
  counterRef,
  event,
  insertCounter,
  newId,
  read,
  updateCounter,
} from "./steps.ts";

const at = "2026-01-02T00:00:00.000Z";

/** Repeated keys of commands. */
export function keys(test: Group): void {
  test("a repeated key gets the first result and changes nothing", async (storage) => {
    const id = newId();
    const first = { actor: "u1", key: newId("key"), hash: "hash 1", at };
    const result = JSON.stringify({ text: "ผล \\u0000 😀", nested: [1, null] });
    const numbers = await committed(storage, {
      key: first,
      result,
      events: [event(), event(), event({ topic: "board:c" })],
      writes: [insertCounter(id)],
    });
    assert.deepEqual(numbers, [1, 2, 1]);
    const again = await commit(storage, {
      key: { ...first, hash: "hash 2" },
      result: "{}",
      events: [event()],
      writes: [updateCounter(id, 1)],
    });
    assert.deepEqual(again, { status: "repeated", hash: "hash 1", result, numbers });
    assert.equal((await read(storage, counterRef(id))).version, 1);
    assert.equal((await storage.heads(["board:b"]))[0]?.number, 2);
  });

  test("the record of a key is read together with other records", async (storage) => {
    const id = newId();
    const key = { actor: "u1", key: newId("key") };
    assert.equal((await storage.get([], key)).repeated, null);
    await committed(storage, {
      key: { ...key, hash: "h", at },
      result: "[1]",
      events: [event()],
      writes: [insertCounter(id)],
    });
    const { records, repeated } = await storage.get([counterRef(id), counterRef("none")], key);
    assert.deepEqual(repeated, { hash: "h", result: "[1]", numbers: [1] });
    assert.deepEqual(
      records.map((record) => [record.id, record.version]),
      [
        [id, 1],
        ["none", 0],
      ],
    );
  });

  test("a key belongs to its actor", async (storage) => {
    const key = newId("key");
    const one = { writes: [], events: [event()], key: { actor: "u1", key, hash: "h", at } };
    assert.deepEqual(await committed(storage, one), [1]);
    assert.deepEqual(
      await committed(storage, { ...one, events: [event()], key: { ...one.key, actor: "u2" } }),
      [2],
    );
    assert.equal((await storage.get([], { actor: "u3", key })).repeated, null);
  });

  test("a repeat is reported before a conflict, because the first attempt has changed its own reads", async (storage) => {
    const id = newId();
    await committed(storage, { writes: [insertCounter(id)] });
    const parts = {
      key: { actor: "u", key: newId("key"), hash: "h", at },
      reads: [{ ...counterRef(id), version: 1 }],
      writes: [updateCounter(id, 1)],
    };
    await committed(storage, parts);
    assert.equal((await commit(storage, parts)).status, "repeated");
  });

  test("of equal commands at the same moment one has an effect and the others get its result", async (storage) => {
    const id = newId();
    await committed(storage, { writes: [insertCounter(id)] });
    const parts = {
      key: { actor: "u", key: newId("key"), hash: "h", at },
      reads: [{ ...counterRef(id), version: 1 }],
      writes: [updateCounter(id, 1)],
      events: [event()],
      result: '"done"',
    };
    const outcomes = await Promise.all([1, 2, 3, 4, 5].map(() => commit(storage, parts)));
    const repeats = outcomes.filter(({ status }) => status === "repeated");
    assert.equal(repeats.length, 4);
    for (const one of repeats)
      assert.deepEqual(one, { status: "repeated", hash: "h", result: '"done"', numbers: [1] });
    assert.equal((await read(storage, counterRef(id))).version, 2);
  });

  test("a failed commit leaves no key", async (storage) => {
    const key = { actor: "u", key: newId("key") };
    const whole = { ...key, hash: "h", at };
    const lost = await commit(storage, {
      key: whole,
      reads: [{ ...counterRef("none"), version: 3 }],
      events: [event()],
    });
    assert.equal(lost.status, "conflict");
    const id = newId();
    await committed(storage, { writes: [insertCounter(id)] });
    await assert.rejects(commit(storage, { key: whole, writes: [updateCounter(id, Number.NaN)] }));
    assert.equal((await storage.get([], key)).repeated, null);
    await committed(storage, { key: whole, events: [event()] });
  });

  test("trimmed keys can be used again, and newer ones are kept", async (storage) => {
    const old = { actor: "u", key: newId("key"), hash: "old", at: "2026-01-01T00:00:00.000Z" };
    const young = { actor: "u", key: newId("key"), hash: "young", at: "2026-01-08T00:00:00.000Z" };
    await committed(storage, { key: old, events: [event()] });
    await committed(storage, { key: young, events: [event()] });
    await storage.trim({ keysBefore: young.at });
    assert.equal((await storage.get([], old)).repeated, null);
    assert.equal((await storage.get([], young)).repeated?.hash, "young");
    await committed(storage, { key: old, events: [event()] });
  });
}
