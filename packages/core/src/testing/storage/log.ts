import assert from "node:assert/strict";
import type { EventsQuery, LoggedEvent, Position } from "../../storage/storage.ts";
import type { Group } from "./steps.ts";
import { append, committed, event, eventsOf, numbersOf, upTo } from "./steps.ts";

const at = ({ number, id }: LoggedEvent): Position => ({ number, id });

/** Pages of topics. */
export function log(test: Group): void {
  test("a topic without events is an empty page at the start", async (storage) => {
    const start = { number: 0, id: "" };
    assert.deepEqual(await storage.heads(["board:none"]), [start]);
    for (const query of [{ after: start }, { before: "end" }, { before: start }] as const) {
      assert.deepEqual(await storage.events({ topic: "board:none", limit: 5, ...query }), {
        status: "page",
        events: [],
        head: start,
      });
    }
  });

  test("events are returned as they were given, with their numbers", async (storage) => {
    const given = event({
      audience: '{"before":[],"after":["u"]}',
      data: '{"title":"ทะเบียน 😀","quote":"\\"\\u0000"}',
      records: '{"put":{"ใบ\\"":"contract_notes"}}',
    });
    const plain = event({ type: "other", subject: "m", actor: "system" });
    await committed(storage, { events: [given, plain] });
    const page = await storage.events({
      topic: given.topic,
      after: { number: 0, id: "" },
      limit: 5,
    });
    assert.deepEqual(page, {
      status: "page",
      events: [
        { ...given, number: 1 },
        { ...plain, number: 2 },
      ],
      head: { number: 2, id: plain.id },
    });
    assert.deepEqual(await storage.heads(["board:none", given.topic]), [
      { number: 0, id: "" },
      { number: 2, id: plain.id },
    ]);
  });

  test("pages go forwards and backwards through the whole topic, while others write", async (storage) => {
    const topic = "board:b";
    await append(storage, topic, 10);
    await append(storage, "board:other", 3);
    const forwards: number[] = [];
    let after: Position = { number: 0, id: "" };
    for (let writes = 0; writes < 20; writes++) {
      const events = eventsOf(await storage.events({ topic, after, limit: 3 }));
      const last = events.at(-1);
      if (!last) break;
      forwards.push(...events.map(({ number }) => number));
      after = at(last);
      if (writes < 2) await append(storage, topic, 1);
    }
    assert.deepEqual(forwards, upTo(12));

    const backwards: number[] = [];
    let before: NonNullable<EventsQuery["before"]> = "end";
    for (let page = 0; page < 20; page++) {
      const events = eventsOf(await storage.events({ topic, before, limit: 5 }));
      const last = events.at(-1);
      if (!last) break;
      backwards.push(...events.map(({ number }) => number));
      before = at(last);
      await append(storage, topic, 1);
    }
    assert.deepEqual(backwards, upTo(12).reverse());
  });

  test("the history of a subject has only its events, in both directions", async (storage) => {
    for (const subject of ["a", "b", "a", "a", "b", "a"])
      await append(storage, "board:b", 1, { subject });
    await append(storage, "board:other", 1, { subject: "a" });
    const topic = "board:b";
    const first = eventsOf(
      await storage.events({ topic, after: { number: 0, id: "" }, subject: "a", limit: 2 }),
    );
    assert.deepEqual(
      first.map(({ number }) => number),
      [1, 3],
    );
    const [, third] = first;
    assert.ok(third);
    const rest = await storage.events({ topic, after: at(third), subject: "a", limit: 9 });
    assert.deepEqual(
      eventsOf(rest).map(({ number }) => number),
      [4, 6],
    );
    assert.equal(rest.status === "page" && rest.head.number, 6);
    const newest = eventsOf(await storage.events({ topic, before: "end", subject: "b", limit: 1 }));
    assert.deepEqual(
      newest.map(({ number }) => number),
      [5],
    );
    const [fifth] = newest;
    assert.ok(fifth);
    assert.deepEqual(
      eventsOf(await storage.events({ topic, before: at(fifth), subject: "a", limit: 2 })).map(
        ({ number }) => number,
      ),
      [4, 3],
    );
  });

  test("a commit to several topics is numbered without gaps in each of them", async (storage) => {
    await append(storage, "board:x", 2);
    const topics = ["board:y", "board:x", "user:u", "board:x", "board:y"];
    const numbers = await committed(storage, { events: topics.map((topic) => event({ topic })) });
    assert.deepEqual(numbers, [1, 3, 1, 4, 2]);
    assert.deepEqual(await numbersOf(storage, "board:x"), [1, 2, 3, 4]);
    assert.deepEqual(await numbersOf(storage, "board:y"), [1, 2]);
    assert.deepEqual(await numbersOf(storage, "user:u"), [1]);
  });

  test("commits to several topics in different orders do not block each other", async (storage) => {
    const topics = ["board:x", "board:y", "board:z"];
    const orders = Array.from({ length: 24 }, (_, i) => (i % 2 ? topics : topics.toReversed()));
    await Promise.all(
      orders.map((order) => committed(storage, { events: order.map((topic) => event({ topic })) })),
    );
    for (const topic of topics) assert.deepEqual(await numbersOf(storage, topic), upTo(24));
  });
}
