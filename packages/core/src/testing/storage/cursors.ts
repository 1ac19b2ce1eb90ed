import assert from "node:assert/strict";
import type { Position } from "../../storage/storage.ts";
import type { Group } from "./steps.ts";
import {
  append,
  committed,
  deleteNote,
  event,
  eventsOf,
  insertNote,
  newId,
  noteRef,
  numbersOf,
  read,
} from "./steps.ts";

const topic = "board:b";
const gone = { status: "gone" };

/** Cursors of other logs, trimming, and redaction. */
export function cursors(test: Group): void {
  test("a cursor of another log is gone", async (storage) => {
    await append(storage, topic, 3);
    const [head = { number: 0, id: "" }] = await storage.heads([topic]);
    const foreign: Position[] = [
      { number: 2, id: "another" },
      { number: 3, id: "another" },
      { number: 4, id: head.id },
      { number: 0, id: head.id },
      { number: 2, id: "" },
      { number: -1, id: "" },
      { number: 1.5, id: head.id },
    ];
    for (const position of foreign) {
      assert.deepEqual(await storage.events({ topic, after: position, limit: 5 }), gone);
      assert.deepEqual(await storage.events({ topic, before: position, limit: 5 }), gone);
      assert.deepEqual(
        await storage.events({ topic, after: position, subject: "n", limit: 5 }),
        gone,
      );
    }
    assert.deepEqual(await storage.events({ topic: "board:none", after: head, limit: 5 }), gone);
    assert.deepEqual(await storage.events({ topic, after: head, limit: 5 }), {
      status: "page",
      events: [],
      head,
    });
  });

  test("after trimming, cursors before the cut are gone, and later ones still work", async (storage) => {
    await append(storage, topic, 6);
    const events = eventsOf(await storage.events({ topic, before: "end", limit: 9 })).toReversed();
    const at = (number: number): Position => ({ number, id: events[number - 1]?.id ?? "" });
    await storage.trim({ topic, upTo: 4 });
    for (const position of [{ number: 0, id: "" }, at(1), at(3), { number: 4, id: "another" }]) {
      assert.deepEqual(await storage.events({ topic, after: position, limit: 9 }), gone);
    }
    for (const number of [4, 5, 6]) {
      const page = eventsOf(await storage.events({ topic, after: at(number), limit: 9 }));
      assert.deepEqual(
        page.map((one) => one.number),
        [5, 6].filter((one) => one > number),
      );
    }
    assert.deepEqual(
      eventsOf(await storage.events({ topic, before: "end", limit: 9 })).map(
        ({ number }) => number,
      ),
      [6, 5],
    );
    assert.deepEqual(eventsOf(await storage.events({ topic, before: at(5), limit: 9 })), []);
  });

  test("trimming a whole topic keeps its numbers and its head", async (storage) => {
    await append(storage, topic, 3);
    await append(storage, "board:other", 2);
    const [head = { number: 0, id: "" }] = await storage.heads([topic]);
    await storage.trim({ topic, upTo: 99 });
    assert.deepEqual(await storage.heads([topic]), [head]);
    assert.deepEqual(await storage.events({ topic, after: head, limit: 9 }), {
      status: "page",
      events: [],
      head,
    });
    await storage.trim({ topic, upTo: 2 });
    await storage.trim({ topic: "board:none", upTo: 2 });
    assert.deepEqual(await committed(storage, { events: [event()] }), [4]);
    assert.deepEqual(
      eventsOf(await storage.events({ topic, after: head, limit: 9 })).map(({ number }) => number),
      [4],
    );
    assert.deepEqual(await numbersOf(storage, "board:other"), [1, 2]);
  });

  test("trimming by time stops at the first event that is not older, and after 1000 events", async (storage) => {
    const at = (day: number) => `2026-01-${String(day).padStart(2, "0")}T00:00:00.000Z`;
    // The clock of a server may be wrong: the times of a log can go backwards.
    for (const day of [1, 3, 2, 5, 4])
      await committed(storage, { events: [{ ...event(), at: at(day) }] });
    const kept = async () =>
      eventsOf(await storage.events({ topic, before: "end", limit: 2_000 })).length;
    for (const [before, expected] of [
      [at(1), 5],
      [at(2), 4],
      [at(3), 4],
      [at(4), 2],
      [at(9), 0],
    ] as const) {
      await storage.trim({ topic, before });
      assert.equal(await kept(), expected);
    }
    await storage.trim({ topic, before: at(9) });
    await storage.trim({ topic: "board:none", before: at(9) });
    assert.deepEqual(await committed(storage, { events: [event()] }), [6]);
    for (let i = 0; i < 11; i++)
      await committed(storage, {
        events: Array.from({ length: 100 }, () => ({ ...event(), at: at(6) })),
      });
    await storage.trim({ topic, before: "9" });
    assert.equal(await kept(), 101);
  });

  test("redaction removes the data and records of the subject's earlier events and keeps the rest of them", async (storage) => {
    const data = '{"text":"secret"}';
    const records = '{"put":{"text":"contract_notes"}}';
    const id = newId();
    const events = [
      event({ subject: id, data, records }),
      event({ subject: "other", data, records }),
      event({ subject: id, data, records }),
    ];
    await committed(storage, { events, writes: [insertNote(id)] });
    await committed(storage, { events: [event({ topic: "board:other", subject: id, data })] });
    const deletion = event({
      subject: id,
      type: "note.deleted",
      data: '{"deleted":true}',
      records: '{"drop":{"deleted":"contract_notes"}}',
    });
    await committed(storage, {
      events: [deletion],
      writes: [deleteNote(id)],
      redact: [{ topic, subject: id }],
    });
    const expected = [...events, deletion].map((one, i) => ({
      ...one,
      number: i + 1,
      ...((i === 0 || i === 2) && { data: "{}", records: null }),
    }));
    assert.deepEqual(
      eventsOf(await storage.events({ topic, after: { number: 0, id: "" }, limit: 9 })),
      expected,
    );
    const [elsewhere] = eventsOf(
      await storage.events({ topic: "board:other", before: "end", limit: 1 }),
    );
    assert.equal(elsewhere?.data, data);
    assert.equal((await read(storage, noteRef(id))).fields, null);
  });

  test("a redaction leaves the data of the events that keep some, and only of the subject's own", async (storage) => {
    const records = '{"put":{"text":"contract_notes"}}';
    const one = event({ subject: "kept", data: '{"a":1,"text":"secret"}', records });
    const two = event({ subject: "kept", data: '{"text":"secret"}', records });
    const other = event({ subject: "other", data: '{"b":1}', records });
    await committed(storage, { events: [one, two, other] });
    const last = event({ subject: "kept", data: '{"c":1}' });
    const keep = [
      { number: 1, data: '{"a":"it\'s \\"kept\\" ไทย"}' },
      { number: 3, data: "{}" },
      { number: 4, data: "{}" },
    ];
    await committed(storage, { events: [last], redact: [{ topic, subject: "kept", keep }] });
    const left = [
      { ...one, data: keep[0]?.data, records: null },
      { ...two, data: "{}", records: null },
      other,
      last,
    ];
    assert.deepEqual(
      eventsOf(await storage.events({ topic, after: { number: 0, id: "" }, limit: 9 })),
      left.map((found, i) => ({ ...found, number: i + 1 })),
    );
  });
}
