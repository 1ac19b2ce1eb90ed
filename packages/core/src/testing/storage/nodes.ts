import assert from "node:assert/strict";
import type { Storage } from "../../storage/storage.ts";
import { collections, counters, note, notes } from "./collections.ts";
import { increment } from "./races.ts";
import type { Group } from "./steps.ts";
import {
  committed,
  counterRef,
  event,
  insertCounter,
  insertNote,
  newId,
  noteRef,
  numbersOf,
  read,
  updateNote,
  upTo,
} from "./steps.ts";

/** Several nodes use the same data. */
export function nodes(test: Group, beside: (storage: Storage) => Promise<Storage>): void {
  const opened = async (storage: Storage, declared: Parameters<Storage["open"]>[0]) => {
    const second = await beside(storage);
    await second.open(declared);
    return second;
  };

  test("an older node keeps the columns that it does not know", async (storage) => {
    const { extra: _extra, score: _score, pinned: _pinned, ...known } = notes.fields;
    const older = await opened(storage, [
      { ...notes, fields: known, indexes: { all: [] } },
      counters,
    ]);
    try {
      const id = newId();
      const fields = note({ title: "Before", extra: { kept: true }, score: 3, pinned: true });
      await committed(storage, { events: [event()], writes: [insertNote(id, fields)] });
      assert.equal(Object.hasOwn((await read(older, noteRef(id))).fields ?? {}, "extra"), false);
      await committed(older, { events: [event()], writes: [updateNote(id, { title: "After" })] });
      assert.deepEqual(await read(storage, noteRef(id)), {
        id,
        version: 2,
        fields: { ...fields, title: "After" },
      });

      // A record that an older node inserts gets neutral values in the newer fields.
      const { extra: _, score: __, pinned: ___, ...olderFields } = note();
      const made = newId();
      await committed(older, {
        events: [event()],
        writes: [{ kind: "insert", ...noteRef(made), fields: olderFields, event: 0 }],
      });
      assert.deepEqual(
        (await read(storage, noteRef(made))).fields,
        note({ extra: null, score: null, pinned: false }),
      );
    } finally {
      await older.close();
    }
  });

  test("writers on two nodes lose nothing and leave no gaps in the numbers", async (storage) => {
    const second = await opened(storage, collections);
    try {
      const id = newId();
      await committed(storage, { writes: [insertCounter(id)] });
      const write = async (node: Storage) => {
        for (let round = 0; round < 5; round++) await increment(node, id, ["board:b"]);
      };
      await Promise.all(Array.from({ length: 8 }, (_, i) => write(i % 2 ? storage : second)));
      assert.deepEqual((await read(second, counterRef(id))).fields, { value: 40 });
      assert.deepEqual(await numbersOf(storage, "board:b"), upTo(40));
      assert.deepEqual(await storage.heads(["board:b"]), await second.heads(["board:b"]));
    } finally {
      await second.close();
    }
  });

  test("committed data is there after closing and opening again", async (storage) => {
    const id = newId();
    await committed(storage, { events: [event()], writes: [insertNote(id)] });
    const before = [await read(storage, noteRef(id)), await storage.heads(["board:b"])];
    await storage.close();
    const again = await opened(storage, collections);
    try {
      assert.deepEqual([await read(again, noteRef(id)), await again.heads(["board:b"])], before);
    } finally {
      await again.close();
    }
  });
}
