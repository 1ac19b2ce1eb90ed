import { expect, test } from "vitest";
import { memoryStorage } from "../src/storage/memory.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { startPurchase } from "./approvals/purchase.ts";

test("people who are told of one message get a notification each with their own reasons", async () => {
  await using stack = new AsyncDisposableStack();
  const taskwire = createTaskwire({ storage: memoryStorage() });
  stack.defer(() => taskwire.close());
  await taskwire.open();
  const { system } = taskwire;
  const { id: boardId } = await system.boards.create({ name: "Sales" });
  const { id: roomId } = await system.rooms.create({ boardId, name: "Hall" });
  const people = ["ann", "bob", "cho", "dan", "eve"];
  for (const id of people) {
    await system.users.put({ id, name: id, role: "ADMIN" });
    await system.members.add({ boardId, userId: id });
    await system.roomMembers.add({ boardId, roomId, userId: id });
  }
  await taskwire.as({ userId: "ann" }).messages.post({ boardId, roomId, text: "@cho @everyone" });
  const told = people.slice(1).map(async (userId) => {
    const { notifications } = await taskwire.as({ userId }).inbox.list({});
    const ofMessage = notifications.filter(({ type }) => type === "message.posted");
    return ofMessage.map((one) => [one.userId, one.reasons, one.id.endsWith(`|${userId}`)]);
  });
  const everyone = ["mention.everyone"];
  expect(await Promise.all(told)).toEqual([
    [["bob", everyone, true]],
    [["cho", ["mention", ...everyone], true]],
    [["dan", everyone, true]],
    [["eve", everyone, true]],
  ]);
});

test("a person who votes for somebody else learns for whom, although others are asked only for themselves", async () => {
  const approval = { steps: { board: { by: { role: "DIRECTOR" } } } } as const;
  const world = await startPurchase({ approval });
  try {
    const { as, boardId, away } = world;
    await away("dan", ["leo"]);
    const data = { amount: 500, supplier: "Acme", managerId: "max" };
    const { task } = await as("ann").tasks.create({ boardId, type: "purchase", title: "T", data });
    const asked = async (userId: "dee" | "leo") =>
      (await as(userId).inbox.list({})).notifications
        .filter(({ taskId }) => taskId === task.id)
        .map((one) => one.for);
    expect(await asked("dee")).toEqual([null]);
    expect(await asked("leo")).toEqual([["dan"]]);
  } finally {
    await world.taskwire.close();
  }
});

test("a comment mentions nobody who may not see the task, whatever other tasks they see", async () => {
  const world = await startPurchase();
  try {
    const { taskwire, on, boardId } = world;
    await taskwire.system.users.put({ id: "art", name: "Art", role: "STAFF" });
    await taskwire.system.members.add({ boardId, userId: "art" });
    const data = { amount: 500, supplier: "Acme", managerId: "max" };
    const art = taskwire.as({ userId: "art" });
    const { task } = await art.tasks.create({ boardId, type: "purchase", title: "T", data });
    const mentioned = async (taskId: string) =>
      (await taskwire.system.comments.post({ boardId, taskId, text: "@art @ann" })).mentions.map(
        ({ id }) => id,
      );
    expect(await mentioned(task.id)).toEqual(["art"]);
    expect(await mentioned(on.taskId)).toEqual(["ann"]);
    expect(await mentioned(task.id)).toEqual(["art"]);
  } finally {
    await world.taskwire.close();
  }
});
