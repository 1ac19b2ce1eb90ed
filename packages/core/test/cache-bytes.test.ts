import { expect, test } from "vitest";
import { MembersCache } from "../src/engine/notify/members-cache.ts";
import { RecordCache } from "../src/engine/records/record-cache.ts";
import { TaskCache } from "../src/engine/records/task-cache.ts";
import { notifications } from "../src/model/notification.ts";
import { tasks } from "../src/model/task.ts";
import { Pages } from "../src/session/feed/pages.ts";
import type { LoggedEvent, Storage } from "../src/storage/storage.ts";

const mib = 1024 * 1024;

test("the record cache is bounded by bytes: of large records it keeps few (H3)", () => {
  const cache = new RecordCache();
  const refOf = (i: number) => ({ collection: tasks.name, id: `t${i}` });
  const learn = (i: number, description: string) =>
    cache.learn([refOf(i)], [{ id: `t${i}`, version: 1, fields: { description } }]);
  const found = (count: number) =>
    Array.from({ length: count }, (_, i) => cache.find([refOf(i)])).filter(Boolean).length;
  for (let i = 0; i < 2_000; i++) learn(i, "x".repeat(30_000));
  // A character may take two bytes.
  expect(found(2_000) * 30_000 * 2).toBeLessThanOrEqual(16 * mib);
  expect(found(2_000)).toBeGreaterThan(50);
  for (let i = 0; i < 1_000; i++) learn(i, "small");
  expect(found(1_000)).toBe(1_000);
});

test("the record cache is bounded by bytes for records that commands write, too (H3)", () => {
  const cache = new RecordCache();
  const write = (i: number, description: string) =>
    cache.learnCommit(
      {
        reads: [],
        writes: [
          {
            kind: "insert",
            collection: tasks.name,
            id: `t${i}`,
            fields: { description },
            event: 0,
          },
        ],
        events: [
          {
            ...{ topic: "board:b", id: `c${i}.0`, type: "task.created", subject: `t${i}`, at: "" },
            ...{ actor: "dao", audience: null, records: null },
            data: JSON.stringify({ task: { description } }),
          },
        ],
        result: "null",
      },
      [i],
    );
  for (let i = 1; i <= 2_000; i++) write(i, "x".repeat(30_000));
  const found = Array.from({ length: 2_000 }, (_, i) =>
    cache.find([{ collection: tasks.name, id: `t${i + 1}` }]),
  ).filter(Boolean);
  expect(found.length * 30_000 * 2).toBeLessThanOrEqual(16 * mib);
  expect(found.length).toBeGreaterThan(50);
});

test("the parts of tasks are bounded by bytes: of large subtasks and notifications few are kept (H3)", () => {
  const text = "น".repeat(30_000);
  const kept = (count: number, learn: (cache: TaskCache, id: string) => void) => {
    const cache = new TaskCache();
    for (let i = 0; i < count; i++) learn(cache, `t${i}`);
    return Array.from({ length: count }, (_, i) => cache.partsOf(`t${i}`, 1)).filter(Boolean)
      .length;
  };
  const subtask = (id: string) => ({ id: `${id}.s`, version: 1, fields: { data: text } });
  const withSubtask = kept(2_000, (cache, id) => cache.learnSubtasks(id, 1, [subtask(id)]));
  const withTold = kept(2_000, (cache, id) => {
    const told = { about: `task:${id}`, excerpt: text };
    const insert = { kind: "insert", event: 0 } as const;
    const writes = [
      { ...insert, collection: tasks.name, id, fields: {} },
      { ...insert, collection: notifications.name, id: `${id}.0|lek`, fields: told },
    ];
    cache.learnCommit({ reads: [], writes, events: [], result: "" }, [1]);
  });
  for (const count of [withSubtask, withTold]) {
    expect(count * text.length * 2).toBeLessThanOrEqual(16 * mib);
    expect(count).toBeGreaterThan(50);
  }
  expect(kept(2_000, (cache, id) => cache.learnSubtasks(id, 1, []))).toBe(2_000);
});

/** A log with this many events, each with so many characters. */
function logOf(length: number) {
  let reads = 0;
  const data = JSON.stringify("x".repeat(length));
  const events = async ({ topic, after }: Parameters<Storage["events"]>[0]) => {
    reads++;
    const number = (after?.number ?? 0) + 1;
    const event = { topic, number, id: `c${number}.0`, type: "noted", subject: "it", data };
    return {
      status: "page" as const,
      events: [{ ...event, at: "", actor: "dao", audience: null, records: null } as LoggedEvent],
      head: { number: 1e6, id: "" },
    };
  };
  const log = { events } as unknown as Storage;
  return { pages: new Pages(log), reads: () => reads };
}

test("pages of the log are bounded by bytes, over all topics and cursors (H3)", async () => {
  const { pages, reads } = logOf(100_000);
  const ask = async () => {
    for (let topic = 0; topic < 8; topic++)
      for (let number = 0; number < 50; number++)
        await pages.after(`board:${topic}`, { number, id: `${number}` });
  };
  await ask();
  expect(reads()).toBe(400);
  for (let number = 45; number < 50; number++)
    await pages.after("board:7", { number, id: `${number}` });
  expect(reads()).toBe(400);
  const before = reads();
  for (let topic = 7; topic >= 0; topic--)
    for (let number = 49; number >= 0; number--)
      await pages.after(`board:${topic}`, { number, id: `${number}` });
  const kept = 400 - (reads() - before);
  expect(kept * 100_000 * 2).toBeLessThanOrEqual(16 * mib);
});

test("pages that are forgotten take no space any more", async () => {
  const { pages, reads } = logOf(100_000);
  for (let round = 0; round < 100; round++) {
    for (let number = 0; number < 5; number++)
      await pages.after("board:b", { number, id: `${number}` });
    pages.clear("board:b");
  }
  const before = reads();
  for (let twice = 0; twice < 2; twice++)
    for (let number = 0; number < 5; number++)
      await pages.after("board:b", { number, id: `${number}` });
  expect(reads() - before).toBe(5);
});

test("the members of places are bounded by bytes (H3)", async () => {
  let lists = 0;
  const name = "น".repeat(200);
  const storage = {
    async list(_collection: string, { equals }: { equals: { boardId?: unknown } }) {
      lists++;
      const records = Array.from({ length: 500 }, (_, i) => ({
        id: `${i}`,
        version: 1,
        fields: { userId: `${i}`, boardId: equals.boardId, name },
      }));
      return { records, next: null };
    },
    get: async (refs: readonly unknown[]) => ({ records: refs.map(() => ({ fields: null })) }),
  } as unknown as Storage;
  const cache = new MembersCache(storage);
  for (let i = 0; i < 200; i++) await cache.onBoard({ id: `b${i}`, version: 1 });
  expect(lists).toBe(200);
  for (let i = 199; i >= 0; i--) await cache.onBoard({ id: `b${i}`, version: 1 });
  const kept = 400 - lists;
  expect(kept).toBeGreaterThan(5);
  expect(kept * 500 * name.length * 2).toBeLessThanOrEqual(16 * mib);
});
