import { beforeAll, describe, expect, test } from "vitest";
import type { Retention } from "../src/model/retention.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import type { Storage } from "../src/storage/storage.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";
import { startOffice } from "./support/office.ts";

const dayMs = 24 * 3_600_000;

/** A node on the same data that starts this many days later and has then cleaned up. */
async function nodeAfter(days: number, storage: Storage, retention: Partial<Retention> = {}) {
  const runtime = fakeRuntime({ now: Date.UTC(2026, 0, 1) + days * dayMs, seed: days });
  const errors: unknown[] = [];
  const taskwire = createTaskwire({
    storage: { ...storage, close: async () => {} },
    runtime,
    retention,
    onError: (error) => errors.push(error),
  });
  await taskwire.open();
  await runtime.advance(3_600_000);
  expect(errors).toEqual([]);
  return { taskwire, runtime };
}

/** An office with a room of Dao and Lek. Other nodes may use the storage too, so it stays open. */
async function startRoom() {
  const storage = memoryStorage();
  const { boardId, as, rows } = await startOffice({ storage });
  const { id: roomId } = await as("dao").rooms.create({
    boardId,
    name: "Talk",
    memberIds: ["lek"],
  });
  await as("lek").inbox.done({ ids: (await rows("lek")).map(({ id }) => id) });
  const post = (text: string) => as("dao").messages.post({ boardId, roomId, text });
  return { storage, boardId, roomId, as, rows, post };
}

/** The same, and Lek has an unread, a read, a done and a resolved notification. */
async function lekWithNotifications() {
  const { storage, boardId, roomId, as, rows, post } = await startRoom();
  await post("@lek one");
  const { id: messageId } = await post("@lek two");
  await as("dao").messages.delete({ boardId, roomId, messageId });
  await post("@lek three");
  const three = (await rows("lek")).at(-1);
  await as("lek").inbox.read({ ids: [three?.id ?? ""] });
  return { storage, boardId };
}

describe("C9: old notifications", () => {
  const states = async (days: number, retention: Partial<Retention> = {}) => {
    const { storage } = await lekWithNotifications();
    const { taskwire } = await nodeAfter(days, storage, retention);
    const { notifications } = await taskwire.as({ userId: "lek" }).inbox.list({ limit: 200 });
    const { unread } = await taskwire.as({ userId: "lek" }).inbox.open({});
    await taskwire.close();
    return { states: [...new Set(notifications.map(({ state }) => state))].sort(), unread };
  };

  test.each([
    ["kept for 90 days", 89, {}, ["done", "open", "read", "resolved"], 1],
    ["deleted after 90 days unless they are unread", 91, {}, ["open"], 1],
    ["unread ones are deleted after a year", 366, {}, [], 0],
    ["kept for as long as the app says", 31, { notifications: 30 }, ["open"], 1],
    [
      "kept for good if the app says so",
      9_999,
      { notifications: null, unread: null },
      ["done", "open", "read", "resolved"],
      1,
    ],
  ] as const)("are %s", async (_what, days, retention, expected, unread) => {
    expect(await states(days, retention)).toEqual({ states: expected, unread });
  });
});

describe("C9: the outcomes of people who were not notified", () => {
  let storage: Storage;
  const outcomes = async () =>
    (await storage.list("fan_outs", { index: "age", equals: {}, limit: 1_000 })).records.length;

  beforeAll(async () => {
    const room = await startRoom();
    storage = room.storage;
    await room.as("lek").preferences.set({ target: `room:${room.roomId}`, level: "none" });
    for (let i = 0; i < 250; i++) await room.post(`@lek ${i}`);
  });

  test("are deleted after 30 days, however many there are", async () => {
    expect(await outcomes()).toBe(250);
    await (await nodeAfter(29, storage)).taskwire.close();
    expect(await outcomes()).toBe(250);
    await (await nodeAfter(31, storage)).taskwire.close();
    expect(await outcomes()).toBe(0);
  });
});

test("C9: a person's own log is kept for 90 days, and the boards' for good", async () => {
  const { storage, boardId } = await lekWithNotifications();
  const firstOf = async (topic: string) =>
    (await storage.events({ topic, after: { number: 0, id: "" }, limit: 1 })).status;
  await (await nodeAfter(89, storage)).taskwire.close();
  expect(await firstOf("user:lek")).toBe("page");
  await (await nodeAfter(91, storage)).taskwire.close();
  expect(await firstOf("user:lek")).toBe("gone");
  expect(await firstOf(`board:${boardId}`)).toBe("page");
});

test("C9: reactions that failed are forgotten after 90 days", async () => {
  const storage = memoryStorage();
  const runtime = fakeRuntime();
  const options = { storage: { ...storage, close: async () => {} }, runtime, onError() {} };
  const taskwire = createTaskwire(options);
  taskwire.react("mail", "user.created", () => Promise.reject(new Error("no server")));
  await taskwire.open();
  await taskwire.system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
  while ((await taskwire.system.reactions.failed({})).reactions.length === 0)
    await runtime.advance(3_600_000);
  await taskwire.close();
  for (const [days, left] of [
    [60, 1],
    [120, 0],
  ] as const) {
    const { taskwire } = await nodeAfter(days, storage);
    expect((await taskwire.system.reactions.failed({})).reactions).toHaveLength(left);
    await taskwire.close();
  }
});

test("an idempotency key is kept for seven days and is free afterwards", async () => {
  const storage = memoryStorage();
  const { taskwire } = await nodeAfter(0, storage);
  await taskwire.system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
  const create = (node: typeof taskwire) =>
    node.as({ userId: "dao" }).boards.create({ name: "Sales" }, { key: "key-00000001" });
  const first = await create(taskwire);
  expect(await create((await nodeAfter(6.9, storage)).taskwire)).toEqual(first);
  expect(await create((await nodeAfter(7.1, storage)).taskwire)).not.toEqual(first);
});

test("the words of an old notification go from the log too, also if the log is kept (H15)", async () => {
  const { storage } = await lekWithNotifications();
  const log = async () =>
    JSON.stringify(await storage.events({ topic: "user:lek", before: "end", limit: 1_000 }));
  expect(await log()).toContain("@lek three");
  const { taskwire } = await nodeAfter(91, storage, { personLogs: null });
  expect(await log()).not.toContain("@lek three");
  await taskwire.close();
});

test("a node that has stopped cleans nothing up", async () => {
  const runtime = fakeRuntime();
  const taskwire = createTaskwire({ runtime });
  await taskwire.open();
  await taskwire.close();
  expect(runtime.timers).toBe(0);
});

test.each([
  ["no days", { keys: 0 }, "from 1"],
  ["a text", { keys: "7" as never }, "from 1"],
  ["no number", { unread: Number.NaN }, "from 1"],
  ["another thing", { messages: 7 } as never, "keys, notifications"],
])("refuses to keep things for %s", (_what, retention, cure) => {
  expect(() => createTaskwire({ retention })).toThrow(cure);
});
