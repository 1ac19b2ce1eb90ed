import { expect, test } from "vitest";
import { memoryStorage } from "../../src/storage/memory.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { type FakeRuntime, fakeRuntime } from "../../src/testing/fake-runtime.ts";

const start = Date.UTC(2026, 0, 1);

function nodeOn(storage: Storage, runtime: FakeRuntime) {
  const taskwire = createTaskwire({ storage, runtime });
  return { runtime, taskwire, as: (userId: string) => taskwire.as({ userId }) };
}

/** A storage that several nodes can use and close. */
const sharedStorage = (): Storage => ({ ...memoryStorage(), close: async () => {} });

async function board({ taskwire, as }: ReturnType<typeof nodeOn>) {
  await taskwire.open();
  for (const [id, role] of [
    ["dao", "ADMIN"],
    ["lek", "ADMIN_LIMITED"],
  ] as const)
    await taskwire.system.users.put({ id, name: id, handle: id, role });
  const { id: boardId } = await taskwire.system.boards.create({ name: "Sales" });
  for (const userId of ["dao", "lek"]) await taskwire.system.members.add({ boardId, userId });
  await as("dao").inbox.read();
  return boardId;
}

test("of two nodes whose clocks are 20 s apart, reading up to a notification reads what came before it (C8)", async () => {
  const storage = sharedStorage();
  const right = nodeOn(storage, fakeRuntime({ seed: 1, now: start }));
  const slow = nodeOn(storage, fakeRuntime({ seed: 2, now: start - 20_000 }));
  const boardId = await board(right);
  await slow.taskwire.open();
  const dao = right.as("dao");
  for (const [node, title] of [
    [right, "one"],
    [slow, "two"],
    [right, "three"],
    [slow, "four"],
  ] as const)
    await node.as("lek").tasks.create({ boardId, title });
  const titles = async (state?: "open") =>
    (await dao.inbox.list(state ? { state } : {})).notifications.map(({ excerpt }) => excerpt);
  expect((await titles()).slice(0, 4)).toEqual(["four", "three", "two", "one"]);
  const { notifications } = await dao.inbox.open();
  expect(notifications.slice(0, 4).map(({ excerpt }) => excerpt)).toEqual(
    (await titles()).slice(0, 4),
  );
  const three = notifications.find(({ excerpt }) => excerpt === "three");
  expect(await dao.inbox.read({ upTo: three?.number })).toEqual({ changed: 3, more: false });
  expect(await titles("open")).toEqual(["four"]);
  for (const { taskwire } of [right, slow]) await taskwire.close();
});

test("a server whose clock was an hour ahead and was set right lists new notifications first (I6)", async () => {
  const storage = sharedStorage();
  const ahead = nodeOn(storage, fakeRuntime({ seed: 1, now: start + 3_600_000 }));
  const boardId = await board(ahead);
  await ahead.as("lek").tasks.create({ boardId, title: "early" });
  await ahead.taskwire.close();
  const restarted = nodeOn(storage, fakeRuntime({ seed: 2, now: start }));
  await restarted.taskwire.open();
  await restarted.as("lek").tasks.create({ boardId, title: "late" });
  const dao = restarted.as("dao");
  const { notifications, unread } = await dao.inbox.open();
  expect(notifications.slice(0, 2).map(({ excerpt }) => excerpt)).toEqual(["late", "early"]);
  expect(unread).toBe(2);
  expect(await dao.inbox.read({ upTo: notifications[1]?.number })).toMatchObject({ changed: 1 });
  await restarted.taskwire.close();
});
