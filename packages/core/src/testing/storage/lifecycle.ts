import assert from "node:assert/strict";
import type { Group } from "./steps.ts";
import { commit, committed, counterRef, event, insertCounter, newId, read } from "./steps.ts";

/** Opening and closing. */
export function lifecycle(test: Group): void {
  test("after closing, every method fails as unavailable, and closing again does nothing", async (storage) => {
    await storage.close();
    await storage.close();
    const failure = { name: "TaskwireError", code: "unavailable" };
    await assert.rejects(storage.get([]), failure);
    await assert.rejects(
      storage.list("contract_counters", { index: "value", equals: {}, limit: 1 }),
      failure,
    );
    await assert.rejects(commit(storage, { events: [event()] }), failure);
    await assert.rejects(storage.events({ topic: "board:b", before: "end", limit: 1 }), failure);
    await assert.rejects(storage.heads([]), failure);
    await assert.rejects(storage.trim({ topic: "board:b", upTo: 1 }), failure);
  });

  test("closing waits for pending commits", async (storage) => {
    const attempts = Array.from({ length: 20 }, () =>
      committed(storage, { events: [event()], writes: [insertCounter(newId())] }),
    );
    await storage.close();
    assert.equal((await Promise.all(attempts)).length, 20);
  });

  test("an empty commit is a success", async (storage) => {
    assert.deepEqual(await committed(storage, {}), []);
  });

  test("a commit with records and without events is kept", async (storage) => {
    const id = newId();
    assert.deepEqual(await committed(storage, { writes: [insertCounter(id, 4)] }), []);
    assert.deepEqual((await read(storage, counterRef(id))).fields, { value: 4 });
  });
}
