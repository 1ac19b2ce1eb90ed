import assert from "node:assert/strict";
import { note } from "./collections.ts";
import type { Group } from "./steps.ts";
import { committed, event, insertNote, newId, noteRef, read, updateNote } from "./steps.ts";

const texts = [
  "",
  "ตรวจสอบข้อมูลลูกค้า",
  "Türkçe ß ǆ",
  "👩‍👩‍👧‍👦 😀",
  "e\u0301 is not \u00e9",
  "line\nbreak\ttab \\ ' \" ` ; -- $1 ? :id @id",
  "\u0001\u001f\u007f\u2028\ufeff",
  "null",
  "123",
];

const values = [
  {},
  [],
  "text",
  "",
  0,
  -1.5,
  1e21,
  true,
  false,
  { a: null, "": [], ก: { "😀": ["\u0000", "\\u0000"] } },
  [[[{ deep: [1, [2, [3]]] }]]],
  JSON.parse('{"__proto__":{"a":1},"constructor":"x"}'),
];

/** All types of fields. */
export function fields(test: Group): void {
  test("text is returned unchanged", async (storage) => {
    for (const text of texts) {
      const id = newId();
      await committed(storage, {
        events: [event()],
        writes: [insertNote(id, { title: text, author: text })],
      });
      assert.deepEqual(
        (await read(storage, noteRef(id))).fields,
        note({ title: text, author: text }),
      );
    }
    // The longest text that an index must take, and a longer one in a field without an index.
    const [id, title, story] = [newId(), "ก".repeat(666), "ยาว😀".repeat(50_000)];
    await committed(storage, { events: [event()], writes: [insertNote(id, { title, story })] });
    assert.deepEqual((await read(storage, noteRef(id))).fields, note({ title, story }));
  });

  test("JSON is returned with its values, and its names are in canonical order", async (storage) => {
    for (const body of values) {
      const id = newId();
      await committed(storage, {
        events: [event()],
        writes: [insertNote(id, { body, extra: body })],
      });
      const { fields: found } = await read(storage, noteRef(id));
      assert.deepEqual([found?.body, found?.extra], [body, body]);
    }
    const [one, other] = [newId(), newId()];
    const [a, b] = [
      { x: 1, a: { z: 1, b: 2 } },
      { a: { b: 2, z: 1 }, x: 1 },
    ];
    await committed(storage, {
      events: [event()],
      writes: [insertNote(one, { body: a }), insertNote(other, { body: b })],
    });
    const text = async (id: string) =>
      JSON.stringify((await read(storage, noteRef(id))).fields?.body);
    assert.equal(await text(one), '{"a":{"b":2,"z":1},"x":1}');
    assert.equal(await text(one), await text(other));
  });

  test("null, booleans and integers are returned unchanged", async (storage) => {
    const all = [
      note({ pinned: true, score: null, author: null, extra: null, doneAt: null, body: null }),
      note({
        pinned: false,
        score: 0,
        author: "",
        extra: { a: null },
        doneAt: "2026-12-31T23:59:59.999Z",
      }),
      note({ score: Number.MAX_SAFE_INTEGER, place: Number.MIN_SAFE_INTEGER }),
    ];
    for (const one of all) {
      const id = newId();
      await committed(storage, { events: [event()], writes: [insertNote(id, one)] });
      assert.deepEqual((await read(storage, noteRef(id))).fields, one);
    }
  });

  test("an update changes only the fields that it names", async (storage) => {
    const id = newId();
    const before = note({ title: "Before", body: { a: 1 }, score: 3, pinned: true, author: "u" });
    await committed(storage, { events: [event()], writes: [insertNote(id, before)] });
    await committed(storage, {
      events: [event()],
      writes: [updateNote(id, { score: null, pinned: false })],
    });
    await committed(storage, { events: [event()], writes: [updateNote(id, { body: { b: 2 } })] });
    assert.deepEqual((await read(storage, noteRef(id))).fields, {
      ...before,
      score: null,
      pinned: false,
      body: { b: 2 },
    });
  });

  test("changing a record that was read changes nothing in the storage", async (storage) => {
    const id = newId();
    const given = { list: [1] };
    await committed(storage, { events: [event()], writes: [insertNote(id, { body: given })] });
    given.list.push(2);
    const found = await read(storage, noteRef(id));
    assert.ok(found.fields);
    const { list } = found.fields.body as { list: number[] };
    list.push(3);
    assert.deepEqual((await read(storage, noteRef(id))).fields?.body, { list: [1] });
  });
}
