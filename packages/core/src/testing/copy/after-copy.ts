import assert from "node:assert/strict";
import type { Storage } from "../../storage/storage.ts";
import {
  append,
  commit,
  committed,
  counterRef,
  event,
  eventsOf,
  insertCounter,
  insertNote,
  noteRef,
  read,
  updateCounter,
  updateNote,
} from "../storage/steps.ts";
import { contentsOf, copyAll, type Ends, type Pair, withStorage } from "./ends.ts";
import { fill, keyOf } from "./fill.ts";

/** An app continues on the copy. */
export function afterCopy(pair: Pair): void {
  const onCopy = (title: string, run: (storage: Storage, ends: Ends) => Promise<void>) =>
    pair(title, async (ends) => {
      await withStorage(ends.from, fill);
      await copyAll(ends);
      await withStorage(ends.to, (storage) => run(storage, ends));
    });

  onCopy(
    "commits on the copy are checked against the versions of the original",
    async (storage) => {
      const { version } = await read(storage, noteRef("plain"));
      const write = { events: [event()], writes: [updateNote("plain", { title: "Later" })] };
      const stale = await commit(storage, {
        ...write,
        reads: [{ ...noteRef("plain"), version: version - 1 }],
      });
      assert.equal(stale.status, "conflict");
      await committed(storage, { ...write, reads: [{ ...noteRef("plain"), version }] });
      const again = await commit(storage, { events: [event()], writes: [insertNote("odd")] });
      assert.equal(again.status, "conflict");
      const gone = await commit(storage, { events: [event()], writes: [updateNote("gone", {})] });
      assert.equal(gone.status, "conflict");
      // A deletion is a change too, also one from before the copy.
      const seenBefore = await commit(storage, { reads: [{ ...noteRef("gone"), version: 0 }] });
      assert.equal(seenBefore.status, "conflict");
    },
  );

  onCopy("versions and numbers on the copy continue those of the original", async (storage) => {
    const [head] = await storage.heads(["board:b"]);
    assert.deepEqual(await committed(storage, { events: [event(), event()] }), [
      (head?.number ?? 0) + 1,
      (head?.number ?? 0) + 2,
    ]);
    await committed(storage, { events: [event()], writes: [insertNote("gone")] });
    assert.equal((await read(storage, noteRef("gone"))).version, (head?.number ?? 0) + 3);
    await committed(storage, { writes: [updateCounter("kept", 1), insertCounter("gone")] });
    assert.equal((await read(storage, counterRef("kept"))).version, 3);
    assert.equal((await read(storage, counterRef("gone"))).version, 3);
    assert.equal((await read(storage, counterRef("back"))).version, 3);
    assert.deepEqual(await committed(storage, { events: [event({ topic: "board:whole" })] }), [6]);
  });

  onCopy(
    "a command that is repeated on the copy gets its first result and has no effect",
    async (storage) => {
      const before = await storage.heads(["board:b", "room:r", "user:u"]);
      const first = await commit(storage, {
        events: [event()],
        key: keyOf("first"),
        result: "another",
      });
      assert.deepEqual(first, {
        status: "repeated",
        hash: "hash of first",
        result: '{"made":"odd"}',
        numbers: [4, 5],
      });
      const several = await commit(storage, {
        events: [event()],
        key: keyOf("several"),
        result: "another",
      });
      assert.deepEqual(several.status === "repeated" && several.numbers, [3, 1, 4]);
      assert.deepEqual(await storage.heads(["board:b", "room:r", "user:u"]), before);
      await storage.trim({ keysBefore: "2026-01-02T00:00:00.000Z" });
      const { repeated } = await storage.get([], { actor: "u", key: "several" });
      assert.equal(repeated, null);
      assert.ok((await storage.get([], { actor: "u", key: "first" })).repeated);
    },
  );

  onCopy(
    "each cursor into the original continues on the copy, and trimmed positions are gone there too",
    async (storage, ends) => {
      await append(storage, "board:part", 1);
      const { events, topics } = await contentsOf(ends.from.archive);
      for (const { topic, number, id } of events) {
        const page = eventsOf(await storage.events({ topic, after: { number, id }, limit: 99 }));
        const rest = events.filter((one) => one.topic === topic && one.number > number);
        assert.deepEqual(page.slice(0, rest.length), rest);
        assert.equal(page.length, rest.length + (topic === "board:part" ? 1 : 0));
        assert.deepEqual(
          await storage.events({ topic, after: { number, id: "other" }, limit: 9 }),
          { status: "gone" },
        );
      }
      for (const { topic, floor } of topics) {
        assert.equal((await storage.events({ topic, after: floor, limit: 9 })).status, "page");
        if (floor.number === 0) continue;
        assert.deepEqual(await storage.events({ topic, after: { number: 0, id: "" }, limit: 9 }), {
          status: "gone",
        });
      }
      assert.deepEqual(topics.map(({ floor }) => floor.number).sort(), [0, 0, 0, 3, 5]);
    },
  );

  onCopy(
    "trimming the copy by time deletes the events before that time in each topic",
    async (storage, ends) => {
      const at = (time: string) => ({
        events: [event({ topic: "board:old", at: `2025-0${time}T00:00:00.000Z` })],
      });
      // The clock was set back after the third event: it is too new, and keeps the event after it.
      for (const time of ["1-01", "2-01", "9-01", "3-01"]) await committed(storage, at(time));
      await storage.close();
      const options = { before: "2025-06-01T00:00:00.000Z", dryRun: true };
      const expected = [{ topic: "board:old", upTo: 2, events: 2 }];
      assert.deepEqual(await ends.to.archive.trim(options), expected);
      assert.deepEqual(await ends.to.archive.trim({ ...options, dryRun: false }), expected);
      assert.deepEqual(await ends.to.archive.trim(options), []);
      const all = await ends.to.archive.trim({ before: "2030-01-01T00:00:00.000Z", dryRun: false });
      assert.deepEqual(
        all.map(({ topic, events }) => `${topic} ${events}`),
        ["board:b 11", "board:old 2", "board:part 2", "room:r 4", "user:u 1"],
      );
      const after = await contentsOf(ends.to.archive);
      assert.deepEqual(after.events, []);
      assert.ok(
        after.topics.every(
          ({ floor, head }) => floor.number === head.number && floor.id === head.id,
        ),
      );
    },
  );
}
