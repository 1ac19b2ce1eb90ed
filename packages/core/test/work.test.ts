import { describe, expect, test } from "vitest";
import { memoryStorage } from "../src/storage/memory.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { decide } from "../src/testing/decide.ts";
import { failure, startConversation } from "./support/conversation.ts";

/** The conversation, in which Lek has asked for a task. The titles in a person's work. */
async function startWork() {
  const storage = memoryStorage();
  const world = await startConversation({ storage });
  const { as, boardId, taskId } = world;
  const titles = async (userId: string) => {
    const { decide, steps, asked } = await as(userId).work.open();
    return {
      decide: decide.map(({ task }) => task.title),
      steps: steps.map(({ subtask }) => subtask.title),
      asked: asked.map(({ task }) => `${task.title}: ${task.state}`),
    };
  };
  return { ...world, storage, titles, on: { boardId, taskId } };
}

const task = "Sell the blue one";

test("work.open says what waits for whom, and where it stands", async () => {
  const { as, boardId, on, titles } = await startWork();
  expect(await titles("dao")).toEqual({ decide: [task], steps: [], asked: [] });
  expect(await titles("lek")).toEqual({ decide: [], steps: [], asked: [`${task}: pending`] });
  const [entry] = (await as("dao").work.open()).decide;
  expect(entry).toMatchObject({
    board: { id: boardId, name: "Sales" },
    actions: ["task.approve", "task.reject"],
  });
  await decide(as("nok"), "approve", on);
  const part = { ...on, title: "Wash it", assigneeId: "lek" };
  const { subtask } = await as("nok").subtasks.create(part);
  expect(await titles("dao")).toEqual({ decide: [], steps: [], asked: [] });
  expect(await titles("lek")).toEqual({
    decide: [],
    steps: ["Wash it"],
    asked: [`${task}: approved`],
  });
  await as("lek").subtasks.complete({ ...on, subtaskId: subtask.id });
  expect(await titles("lek")).toEqual({ decide: [], steps: [], asked: [] });
});

describe("rights change", () => {
  test("a new role brings the tasks that wait for it, and a lost one takes them away", async () => {
    const { taskwire, boardId, titles } = await startWork();
    expect((await titles("mali")).decide).toEqual([]);
    const change = (role: "ADMIN" | null) =>
      taskwire.system.members.change({ boardId, userId: "mali", role });
    await change("ADMIN");
    expect((await titles("mali")).decide).toEqual([task]);
    await change(null);
    expect((await titles("mali")).decide).toEqual([]);
  });

  test("nothing of a board is shown to a person who is removed from it", async () => {
    const { taskwire, as, boardId, on, titles } = await startWork();
    await decide(as("nok"), "approve", on);
    await as("nok").subtasks.create({ ...on, title: "Wash it", assigneeId: "lek" });
    for (const userId of ["dao", "lek"]) await taskwire.system.members.remove({ boardId, userId });
    await as("nok").tasks.create({ boardId, title: "Another" });
    const none = { decide: [], steps: [], asked: [] };
    expect([await titles("dao"), await titles("lek")]).toEqual([none, none]);
    expect(JSON.stringify(await as("lek").work.open())).not.toContain("Sell");
  });

  test("one's own request, an archived and a deleted board ask nobody", async () => {
    const { runtime, taskwire, as, boardId, titles } = await startWork();
    await as("dao").tasks.create({ boardId, title: "Mine" });
    expect((await titles("dao")).decide).toEqual([task]);
    expect((await titles("nok")).decide).toEqual([task, "Mine"]);
    await taskwire.system.boards.archive({ boardId });
    expect((await titles("nok")).decide).toEqual([]);
    await taskwire.system.boards.delete({ boardId });
    await runtime.settle();
    expect(await titles("nok")).toEqual({ decide: [], steps: [], asked: [] });
  });
});

test("a mention waits until the person writes there, or puts it away", async () => {
  const { as, say, boardId, roomId, on } = await startWork();
  const excerpts = async () => (await as("dao").work.open()).mentions.map(({ excerpt }) => excerpt);
  await say("lek", "@ดาว in the room");
  await as("lek").comments.post({ ...on, text: "@ดาว on the task" });
  await say("lek", "no mention");
  expect(await excerpts()).toEqual(["@ดาว on the task", "@ดาว in the room"]);
  await as("dao").inbox.read();
  expect(await excerpts()).toHaveLength(2);
  await say("dao", "Yes");
  expect(await excerpts()).toEqual(["@ดาว on the task"]);
  await say("lek", "@ดาว again");
  const { mentions } = await as("dao").work.open();
  await as("dao").inbox.done({ ids: mentions.map(({ id }) => id) });
  expect(await excerpts()).toEqual([]);
  await say("lek", "@ดาว once more");
  await as("dao").rooms.leave({ boardId, roomId });
  expect(await excerpts()).toEqual([]);
});

test("`after` belongs to one list of one person", async () => {
  const { as, boardId } = await startWork();
  for (const title of ["A", "B"]) await as("lek").tasks.create({ boardId, title });
  const { more } = await as("lek").work.open({ list: "asked", limit: 1 });
  const after = String(more.asked);
  for (const call of [
    as("lek").work.open({ after }),
    as("lek").work.open({ after, list: "steps" }),
    as("dao").work.open({ after, list: "asked" }),
    as("lek").work.open({ after: "nope", list: "asked" }),
  ])
    expect((await failure(call)).code).toBe("invalid");
});

test("a person on 50 boards with 20 tasks each reads few of them, in small answers", async () => {
  const inner = memoryStorage();
  let read = 0;
  let lists = 0;
  const taskwire = createTaskwire({
    notifications: false,
    quotas: { openRequests: null },
    storage: {
      ...inner,
      async list(collection, query) {
        const page = await inner.list(collection, query);
        lists++;
        if (collection === "tasks") read += page.records.length;
        return page;
      },
    },
  });
  await taskwire.open();
  const { system } = taskwire;
  for (const id of ["dao", "nok"]) await system.users.put({ id, name: id, role: "ADMIN" });
  for (let b = 0; b < 50; b++) {
    const { id: boardId } = await system.boards.create({ name: `${b}` });
    for (const userId of ["dao", "nok"]) await system.members.add({ boardId, userId });
    // Most tasks are over. On every tenth board, one waits for a decision.
    for (let i = 0; i < 20; i++) {
      const { task } = await taskwire.as({ userId: "nok" }).tasks.create({
        ...{ boardId, title: `${i}`, description: "ก".repeat(1_000) },
      });
      if (i > 0 || b % 10 > 0) await system.tasks.cancel({ boardId, taskId: task.id });
    }
  }
  [read, lists] = [0, 0];
  const json = await taskwire.call("dao", "work.open", {});
  expect((JSON.parse(json) as { decide: unknown[] }).decide).toHaveLength(5);
  expect(read).toBeLessThan(50);
  expect(lists).toBeLessThan(30);
  expect(Buffer.byteLength(json)).toBeLessThan(64 * 1024);
  await taskwire.close();
});
