import { expect, test } from "vitest";
import type { Event } from "../src/model/event.ts";
import { recordsIn } from "../src/model/event-records.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import type { Storage } from "../src/storage/storage.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";

const noon = Date.UTC(2026, 0, 1, 12);
const hour = 3_600_000;

/** A storage that several nodes can use and close. */
const sharedStorage = (): Storage => ({ ...memoryStorage(), close: async () => {} });

async function nodeAt(storage: Storage, now: number, seed: number) {
  const taskwire = createTaskwire({ storage, runtime: fakeRuntime({ seed, now }) });
  await taskwire.open();
  return {
    close: () => taskwire.close(),
    system: taskwire.system,
    dao: taskwire.as({ userId: "dao" }),
    lek: taskwire.as({ userId: "lek" }),
    noi: taskwire.as({ userId: "noi" }),
    on: (listener: (event: Event) => void) => taskwire.on("*", listener),
  };
}

type Node = Awaited<ReturnType<typeof nodeAt>>;

/** A board with a room and a task, both with two people. */
async function place({ system, dao, lek }: Node) {
  for (const [id, role] of [
    ["dao", "ADMIN"],
    ["lek", "ADMIN_LIMITED"],
  ] as const)
    await system.users.put({ id, name: id, handle: id, role });
  const { id: boardId } = await system.boards.create({ name: "Sales" });
  for (const userId of ["dao", "lek"]) await system.members.add({ boardId, userId });
  const { id: roomId } = await dao.rooms.create({ boardId, name: "Shipping" });
  await dao.roomMembers.add({ boardId, roomId, userId: "lek" });
  const { task } = await lek.tasks.create({ boardId, title: "A desk" });
  return { room: { boardId, roomId }, onTask: { boardId, taskId: task.id } };
}

/** The same questions about messages and about comments. */
const threads = {
  messages: {
    post: async ({ dao }: Node, { room }: Awaited<ReturnType<typeof place>>, text: string) =>
      (await dao.messages.post({ ...room, text })).id,
    texts: async ({ lek }: Node, { room }: Awaited<ReturnType<typeof place>>) =>
      (await lek.rooms.history(room)).messages.map(({ text }) => text),
    page: async (
      { lek }: Node,
      { room }: Awaited<ReturnType<typeof place>>,
      at: { before?: string; after?: string },
    ) => (await lek.rooms.history({ ...room, ...at })).messages.map(({ text }) => text),
    read: async ({ lek }: Node, { room }: Awaited<ReturnType<typeof place>>, messageId: string) =>
      lek.rooms.read({ ...room, messageId }),
    unread: async ({ lek }: Node, { room: { boardId } }: Awaited<ReturnType<typeof place>>) =>
      (await lek.rooms.list({ boardId })).rooms[0]?.unread,
  },
  comments: {
    post: async ({ dao }: Node, { onTask }: Awaited<ReturnType<typeof place>>, text: string) =>
      (await dao.comments.post({ ...onTask, text })).id,
    texts: async ({ lek }: Node, { onTask }: Awaited<ReturnType<typeof place>>) =>
      (await lek.comments.list(onTask)).comments.map(({ text }) => text),
    page: async (
      { lek }: Node,
      { onTask }: Awaited<ReturnType<typeof place>>,
      at: { before?: string; after?: string },
    ) => (await lek.comments.list({ ...onTask, ...at })).comments.map(({ text }) => text),
    read: async ({ lek }: Node, { onTask }: Awaited<ReturnType<typeof place>>, commentId: string) =>
      lek.comments.read({ ...onTask, commentId }),
    unread: async ({ lek }: Node, { onTask }: Awaited<ReturnType<typeof place>>) =>
      (await lek.comments.counts({ boardId: onTask.boardId, taskIds: [onTask.taskId] })).counts[0]
        ?.unread,
  },
};

const open = async ({ lek }: Node) =>
  (await lek.inbox.list({ state: "open" })).notifications.map(({ excerpt }) => excerpt);

test.for(Object.entries(threads))(
  "%s are in the order of the log after a clock that was an hour ahead is set right (I6)",
  async ([, thread]) => {
    const storage = sharedStorage();
    const ahead = await nodeAt(storage, noon + hour, 1);
    const here = await place(ahead);
    expect(await thread.unread(ahead, here)).toBe(0);
    const early = await thread.post(ahead, here, "early @lek");
    await ahead.close();
    const right = await nodeAt(storage, noon, 2);
    await right.lek.inbox.read();
    // The person has read nothing here, and was added when the clock was ahead.
    const late = await thread.post(right, here, "late @lek");
    expect(await thread.texts(right, here)).toEqual(["late @lek", "early @lek"]);
    expect(await thread.page(right, here, { before: late })).toEqual(["early @lek"]);
    expect(await thread.page(right, here, { after: early })).toEqual(["late @lek"]);
    expect(await thread.unread(right, here)).toBe(2);
    await thread.read(right, here, early);
    expect(await thread.unread(right, here)).toBe(1);
    expect(await open(right)).toEqual(["late @lek"]);
    await thread.read(right, here, late);
    expect(await thread.unread(right, here)).toBe(0);
    expect(await open(right)).toEqual([]);
    // The read marker doesn't go back.
    await thread.read(right, here, early);
    expect(await thread.unread(right, here)).toBe(0);
    await right.close();
  },
);

test.for(Object.entries(threads))(
  "of two nodes with clocks 20 s apart, reading %s up to one leaves the later ones unread (C8)",
  async ([, thread]) => {
    const storage = sharedStorage();
    const right = await nodeAt(storage, noon, 1);
    const here = await place(right);
    const slow = await nodeAt(storage, noon - 20_000, 2);
    await right.lek.inbox.read();
    await thread.post(right, here, "one @lek");
    const two = await thread.post(slow, here, "two @lek");
    await thread.post(slow, here, "three @lek");
    await thread.read(right, here, two);
    expect(await thread.texts(slow, here)).toEqual(["three @lek", "two @lek", "one @lek"]);
    expect(await thread.unread(right, here)).toBe(1);
    expect(await open(slow)).toEqual(["three @lek"]);
    await right.close();
    await slow.close();
  },
);

test("texts from before a person was added are not unread", async () => {
  const node = await nodeAt(sharedStorage(), noon, 1);
  const here = await place(node);
  const { boardId } = here.room;
  await node.dao.messages.post({ ...here.room, text: "before" });
  await node.dao.comments.post({ ...here.onTask, text: "before" });
  await node.system.users.put({ id: "noi", name: "noi", handle: "noi", role: "ADMIN" });
  await node.system.members.add({ boardId, userId: "noi" });
  await node.dao.roomMembers.add({ ...here.room, userId: "noi" });
  const counts = async () => {
    const { rooms } = await node.noi.rooms.list({ boardId });
    const taskIds = [here.onTask.taskId];
    const of = await node.noi.comments.counts({ boardId, taskIds });
    return [rooms[0]?.unread, of.counts[0]?.unread];
  };
  expect(await counts()).toEqual([0, 0]);
  await node.dao.messages.post({ ...here.room, text: "after" });
  await node.dao.comments.post({ ...here.onTask, text: "after" });
  expect(await counts()).toEqual([1, 1]);
  await node.close();
});

test("a post has the same number in the answer, a repeated answer, its events and its list", async () => {
  const node = await nodeAt(sharedStorage(), noon, 1);
  const { room, onTask } = await place(node);
  const heard: { [type: string]: unknown } = {};
  node.on((event) => {
    for (const { collection, record } of recordsIn(event))
      if (collection === "messages" || collection === "comments") heard[event.type] = record;
  });
  const key = { key: "post-once" };
  const message = await node.dao.messages.post({ ...room, text: "a" }, key);
  expect(message.number).toBe(message.version);
  expect(await node.dao.messages.post({ ...room, text: "a" }, key)).toEqual(message);
  expect((await node.lek.rooms.history(room)).messages).toEqual([message]);
  const messageId = message.id;
  const edited = await node.dao.messages.edit({ ...room, messageId, text: "b" });
  expect(edited).toMatchObject({ number: message.number, version: message.number + 1 });
  const comment = await node.dao.comments.post({ ...onTask, text: "a" });
  expect(comment.number).toBe(comment.version);
  const commentId = comment.id;
  const resolved = await node.lek.comments.resolve({ ...onTask, commentId });
  expect(resolved).toMatchObject({ number: comment.number });
  // The second time nothing changes. The answer comes from the cache, and its repeat from the storage.
  const again = { key: "resolve-once" };
  const unchanged = JSON.stringify(
    await node.lek.comments.resolve({ ...onTask, commentId }, again),
  );
  expect(JSON.stringify(await node.lek.comments.resolve({ ...onTask, commentId }, again))).toBe(
    unchanged,
  );
  expect(heard).toMatchObject({
    "message.posted": message,
    "message.edited": edited,
    "comment.posted": comment,
    "comment.resolved": resolved,
  });
  await node.close();
});
