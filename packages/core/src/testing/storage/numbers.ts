import assert from "node:assert/strict";
import type { ListQuery, Storage } from "../../storage/storage.ts";
import { letters } from "./collections.ts";
import { append, commit, committed, event, type Group, read } from "./steps.ts";

const topic = "user:ann";
const collection = letters.name;
const ref = (id: string) => ({ collection, id });

/** Writes new letters, one event for each. */
const send = (storage: Storage, ...ids: string[]) =>
  committed(storage, {
    events: ids.map((subject) => event({ topic, subject })),
    writes: ids.map((id, i) => ({
      ...({ kind: "insert", collection, id, event: i } as const),
      fields: { to: "ann", isRead: false },
    })),
  });

const listed = async (storage: Storage, query: Partial<ListQuery> = {}) => {
  const base = { index: "to", equals: { to: "ann" }, limit: 10 };
  const { records, next } = await storage.list(collection, { ...base, ...query });
  return { numbers: records.map(({ id, fields }) => `${id} ${fields.number}`), next };
};

/** The field that has the number of a record's first event. */
export function numbers(test: Group): void {
  test("a record has the number of its first event, whatever its id, and keeps it (C8)", async (storage) => {
    await append(storage, topic, 3);
    await send(storage, "c", "a");
    await send(storage, "b");
    await committed(storage, {
      events: [event({ topic })],
      writes: [{ kind: "update", collection, id: "c", event: 0, fields: { isRead: true } }],
    });
    const { version, fields } = await read(storage, ref("c"));
    assert.deepEqual(
      { version, fields },
      { version: 7, fields: { number: 4, to: "ann", isRead: true } },
    );
    assert.deepEqual((await listed(storage)).numbers, ["c 4", "a 5", "b 6"]);
    const equals = { to: "ann", isRead: false };
    const unread = await listed(storage, { index: "unread", equals, order: "desc", limit: 1 });
    assert.deepEqual(unread, { numbers: ["b 6"], next: ["ann", false, 6, "b"] });
    const rest = { index: "unread", equals, order: "desc" as const, after: unread.next ?? [] };
    assert.deepEqual(await listed(storage, rest), { numbers: ["a 5"], next: null });
  });

  test("a record that is inserted again has the number of the event that did it (C8)", async (storage) => {
    await send(storage, "a");
    const remove = { kind: "delete", collection, id: "a" } as const;
    await committed(storage, { events: [event({ topic })], writes: [{ ...remove, event: 0 }] });
    await send(storage, "a");
    assert.equal((await read(storage, ref("a"))).fields?.number, 3);
    const fields = { to: "ann", isRead: true };
    await committed(storage, {
      events: [event({ topic }), event({ topic })],
      writes: [
        { ...remove, event: 0 },
        { kind: "insert", collection, id: "a", event: 1, fields },
      ],
    });
    assert.deepEqual((await read(storage, ref("a"))).fields, { number: 5, ...fields });
  });

  test("a commit that conflicts takes no numbers (C8)", async (storage) => {
    await send(storage, "a");
    const reads = [{ ...ref("a"), version: 7 }];
    const write = { kind: "insert", collection, id: "b", event: 0 } as const;
    const parts = {
      reads,
      events: [event({ topic })],
      writes: [{ ...write, fields: { to: "ann", isRead: false } }],
    };
    assert.equal((await commit(storage, parts)).status, "conflict");
    await send(storage, "c");
    assert.deepEqual((await listed(storage)).numbers, ["a 1", "c 2"]);
  });
}
