import assert from "node:assert/strict";
import type { Position, Storage } from "../../storage/storage.ts";
import { counters } from "./collections.ts";
import type { Group } from "./steps.ts";
import {
  append,
  commit,
  committed,
  counterRef,
  event,
  eventsOf,
  insertCounter,
  newId,
  numbersOf,
  read,
  updateCounter,
  upTo,
} from "./steps.ts";

const writers = 16;
const rounds = 10;

/**
 * Adds 1 to a counter and appends an event to each topic. Repeats it until there is no conflict.
 */
export async function increment(
  storage: Storage,
  id: string,
  topics: readonly string[],
): Promise<void> {
  for (;;) {
    const { version, fields } = await read(storage, counterRef(id));
    const outcome = await commit(storage, {
      reads: [{ ...counterRef(id), version }],
      writes: [updateCounter(id, Number(fields?.value) + 1)],
      events: topics.map((topic) =>
        event({ topic, data: JSON.stringify({ value: Number(fields?.value) + 1 }) }),
      ),
    });
    if (outcome.status === "committed") return;
  }
}

/** Many commits at the same moment. */
export function races(test: Group): void {
  test("16 writers on one counter lose no increment, and the log has no gaps", async (storage) => {
    const id = newId();
    const topics = ["board:b", "user:u"];
    await committed(storage, { writes: [insertCounter(id)] });
    let isWriting = true;
    const watch = watchForGaps(storage, "board:b", () => isWriting);
    const write = async () => {
      for (let round = 0; round < rounds; round++) await increment(storage, id, topics);
    };
    await Promise.all(Array.from({ length: writers }, write));
    isWriting = false;
    await watch;
    const total = writers * rounds;
    assert.deepEqual(await read(storage, counterRef(id)), {
      id,
      version: total + 1,
      fields: { value: total },
    });
    for (const topic of topics) assert.deepEqual(await numbersOf(storage, topic), upTo(total));
    const events = eventsOf(
      await storage.events({ topic: "board:b", before: "end", limit: total }),
    );
    assert.deepEqual(events.map(({ data }) => JSON.parse(data).value).toReversed(), upTo(total));
  });

  test("16 writers with a counter each can write to one topic at the same time", async (storage) => {
    const ids = Array.from({ length: writers }, () => newId());
    await committed(storage, { writes: ids.map((id) => insertCounter(id)) });
    const write = async (id: string) => {
      for (let value = 1; value <= rounds; value++) {
        await committed(storage, { writes: [updateCounter(id, value)], events: [event()] });
      }
    };
    await Promise.all(ids.map(write));
    const { records } = await storage.list(counters.name, {
      index: "value",
      equals: {},
      limit: 99,
    });
    assert.deepEqual(
      records.map(({ fields }) => fields.value),
      Array(writers).fill(rounds),
    );
    assert.deepEqual(await numbersOf(storage, "board:b"), upTo(writers * rounds));
  });

  test("a conflict does not affect other commits at the same moment", async (storage) => {
    const attempts = Array.from({ length: 40 }, (_, i) =>
      i % 3 === 0
        ? commit(storage, { reads: [{ ...counterRef("none"), version: 1 }], events: [event()] })
        : commit(storage, { writes: [insertCounter(newId())], events: [event(), event()] }),
    );
    const outcomes = await Promise.all(attempts);
    assert.equal(outcomes.filter(({ status }) => status === "conflict").length, 14);
    assert.deepEqual(
      outcomes.flatMap((outcome) => (outcome.status === "committed" ? outcome.numbers : [])),
      upTo(52),
    );
    assert.deepEqual(await numbersOf(storage, "board:b"), upTo(52));
  });

  test("an error does not affect other commits at the same moment", async (storage) => {
    const id = newId();
    const attempts = [
      committed(storage, { writes: [insertCounter(id)], events: [event()] }),
      commit(storage, { writes: [insertCounter(newId(), Number.NaN)], events: [event()] }).catch(
        (error) => error.code,
      ),
      committed(storage, { writes: [updateCounter(id, 7)], events: [event()] }),
    ];
    assert.deepEqual(await Promise.all(attempts), [[1], "internal", [2]]);
    assert.deepEqual((await read(storage, counterRef(id))).fields, { value: 7 });
  });

  test("a page whose event has lost its data has a head that is not before the event that removed it", async (storage) => {
    let isWriting = true;
    const write = async () => {
      for (let i = 0; i < 20; i++) {
        const subject = newId();
        await committed(storage, { events: [event({ subject, data: '{"text":"secret"}' })] });
        await committed(storage, {
          events: [event({ subject, data: '{"deleted":true}' })],
          redact: [{ topic: "board:b", subject }],
        });
      }
    };
    const watch = async () => {
      let after: Position = { number: 0, id: "" };
      while (isWriting) {
        const page = await storage.events({ topic: "board:b", after, limit: 3 });
        const head = page.status === "page" ? page.head.number : 0;
        for (const { number, data } of eventsOf(page))
          assert.ok(data !== "{}" || head > number, "the head is from the same moment");
        after = eventsOf(page).at(-1) ?? { number: 0, id: "" };
        // A storage may answer within the same turn of the event loop. The writer needs another turn.
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const watching = Promise.all([watch(), watch(), watch()]);
    await write().finally(() => {
      isWriting = false;
    });
    await watching;
  });

  test("every read that begins after a commit has resolved sees the commit", async (storage) => {
    const ids = Array.from({ length: 8 }, () => newId());
    await append(storage, "board:b", 1);
    const write = async (id: string) => {
      const [number = 0] = await committed(storage, {
        writes: [insertCounter(id, 1)],
        events: [event({ subject: id })],
      });
      const [{ fields }, { records }, [head], page] = await Promise.all([
        read(storage, counterRef(id)),
        storage.list(counters.name, { index: "value", equals: { value: 1 }, limit: 99 }),
        storage.heads(["board:b"]),
        storage.events({ topic: "board:b", before: "end", subject: id, limit: 1 }),
      ]);
      assert.deepEqual(fields, { value: 1 });
      assert.ok(records.some((record) => record.id === id));
      assert.ok(head && head.number >= number);
      assert.deepEqual(
        eventsOf(page).map((one) => one.number),
        [number],
      );
    };
    await Promise.all(ids.map(write));
  });
}

/**
 * Reads a topic as a session does, while others write. The numbers must always be 1, 2, 3 … without
 * a gap.
 */
async function watchForGaps(
  storage: Storage,
  topic: string,
  isWriting: () => boolean,
): Promise<void> {
  let after: Position = { number: 0, id: "" };
  for (;;) {
    const wasWriting = isWriting();
    const page = await storage.events({ topic, after, limit: 7 });
    const events = eventsOf(page);
    for (const { number, id } of events) {
      assert.equal(number, after.number + 1, "the numbers have no gaps");
      after = { number, id };
    }
    assert.ok(
      page.status === "page" && page.head.number >= after.number,
      "the head is not before the last event of the page",
    );
    if (events.length === 0 && !wasWriting) return;
    // A storage may answer within the same turn of the event loop. The writers need another turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
