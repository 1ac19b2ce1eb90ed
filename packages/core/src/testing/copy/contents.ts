import assert from "node:assert/strict";
import { collections, counters, notes } from "../storage/collections.ts";
import {
  commit,
  committed,
  event,
  insertCounter,
  insertNote,
  numbersOf,
  upTo,
} from "../storage/steps.ts";
import { contentsOf, copyAll, type Pair, withStorage } from "./ends.ts";
import { fill } from "./fill.ts";

/** The contents of a copy. */
export function contents(pair: Pair): void {
  pair("a copy contains everything that a storage can hold", async (ends) => {
    await withStorage(ends.from, fill);
    const before = await contentsOf(ends.from.archive);
    await copyAll(ends);
    assert.deepEqual(await contentsOf(ends.to.archive), before);
    assert.deepEqual(await contentsOf(ends.from.archive), before);
    assert.equal(before.topics.length, 5);
    assert.equal(before.records.length, 7);
    assert.equal(before.keys.length, 3);
  });

  pair("a storage on the copy reads the same as one on the original", async (ends) => {
    await withStorage(ends.from, fill);
    await copyAll(ends);
    const read = (end: (typeof ends)["from"]) =>
      withStorage(end, async (storage) => {
        const lists = [];
        for (const { name, indexes } of collections) {
          for (const index of Object.keys(indexes)) {
            for (const order of ["asc", "desc"] as const)
              lists.push(await storage.list(name, { index, equals: {}, limit: 50, order }));
          }
        }
        const ids = ["odd", "plain", "gone", "back", "kept", "never"];
        const refs = [notes, counters].flatMap(({ name }) =>
          ids.map((id) => ({ collection: name, id })),
        );
        const pages = [];
        for (const topic of [
          "board:b",
          "room:r",
          "user:u",
          "board:part",
          "board:whole",
          "board:none",
        ]) {
          pages.push(await storage.events({ topic, before: "end", limit: 50 }));
          pages.push(await storage.events({ topic, before: "end", subject: "odd", limit: 50 }));
        }
        return { lists, pages, got: await storage.get(refs, { actor: "u", key: "several" }) };
      });
    assert.deepEqual(await read(ends.to), await read(ends.from));
  });

  pair("a large topic and many records are copied in their order", async (ends) => {
    await withStorage(ends.from, async (storage) => {
      // Large enough for several parts of the dump.
      const data = JSON.stringify({ text: "x".repeat(4_000) });
      const many = Array.from({ length: 30 }, (_, i) => {
        const events = Array.from({ length: 50 }, () => event({ topic: `board:${i % 2}`, data }));
        const writes = Array.from({ length: 50 }, (_, n) =>
          insertNote(`${i}-${n}`, { story: "y".repeat(500) }, n),
        );
        return commit(storage, { events, writes });
      });
      await Promise.all(many);
    });
    const before = await contentsOf(ends.from.archive);
    await copyAll(ends);
    assert.equal(before.events.length, 1_500);
    assert.deepEqual(await contentsOf(ends.to.archive), before);
    await withStorage(ends.to, async (storage) =>
      assert.deepEqual(await numbersOf(storage, "board:1", 400), upTo(750)),
    );
  });

  pair("a copy that is made while others write shows one moment", async (ends) => {
    await withStorage(ends.from, async (storage) => {
      await committed(storage, { events: [event()], writes: [insertCounter("c", 0)] });
      let isWriting = true;
      const write = async () => {
        for (let i = 1; isWriting; i++)
          await committed(storage, {
            events: [event()],
            writes: [insertNote(`n${i}`), insertCounter(`n${i}`, i)],
          });
      };
      const writing = write();
      await ends.to.archive.load(ends.from.archive.dump());
      isWriting = false;
      await writing;
    });
    const copied = await contentsOf(ends.to.archive);
    const [{ head } = { head: undefined }] = copied.topics;
    // Each event came with a note and a counter; only the first one came with a counter alone.
    assert.equal(copied.events.length, head?.number);
    assert.equal(copied.records.length, 2 * copied.events.length - 1);
  });
}
