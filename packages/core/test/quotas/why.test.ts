import { expect, test } from "vitest";
import type { Quotas } from "../../src/index.ts";
import { createTaskwire, memoryStorage } from "../../src/index.ts";
import { decide } from "../../src/testing/decide.ts";
import { refused } from "./refused.ts";

const boardId = "sales";

async function start(quotas: Partial<Quotas>) {
  const taskwire = createTaskwire({ storage: memoryStorage(), quotas });
  await taskwire.open();
  const { system } = taskwire;
  await system.boards.create({ id: boardId, name: "Sales" });
  for (const [id, role] of [
    ["dao", "ADMIN"],
    ["lek", "ADMIN"],
  ] as const) {
    await system.users.put({ id, name: id, role });
    await system.members.add({ boardId, userId: id });
  }
  const as = (userId: string) => taskwire.as({ userId });
  const request = async (userId: string) => {
    const { task } = await as(userId).tasks.create({ boardId, title: "Task" });
    return { boardId, taskId: task.id };
  };
  return { system, as, request };
}

test("whether a request can be asked for again depends on the open requests (H16)", async () => {
  const { as, request } = await start({ openRequests: 1 });
  const on = await request("lek");
  await decide(as("dao"), "reject", { ...on, reason: "No." });
  const why = () => as("lek").tasks.why({ ...on, action: "resubmit" });
  expect(await why()).toMatchObject({ allowed: true });
  const other = await request("lek");
  const no = { allowed: false, rule: "quota", remedy: "none" };
  expect(await why()).toMatchObject({
    ...no,
    message: "You have 1 open requests on this board. Wait until some are done, or cancel one.",
    rules: expect.arrayContaining([expect.objectContaining({ rule: "quota", passed: false })]),
  });
  const { task } = await as("lek").tasks.available(on);
  expect(task["task.resubmit"]).toMatchObject(no);
  await refused(as("lek").tasks.resubmit(on));
  await as("lek").tasks.cancel(other);
  expect(await why()).toMatchObject({ allowed: true });
  await as("lek").tasks.resubmit(on);
});

test("whether a subtask can be reopened depends on the open requests, if that opens the task (H16)", async () => {
  const { as, request } = await start({ openRequests: 1 });
  const on = await request("lek");
  await decide(as("dao"), "approve", on);
  const { subtask } = await as("dao").subtasks.create({ ...on, title: "Part" });
  const part = { ...on, subtaskId: subtask.id };
  await as("dao").subtasks.complete(part);
  await request("lek");
  const action = "subtask.reopen";
  expect(await as("lek").tasks.why({ ...part, action })).toMatchObject({ rule: "quota" });
  const { subtasks } = await as("lek").tasks.available(on);
  expect(subtasks[subtask.id]?.[action]).toMatchObject({ allowed: false, rule: "quota" });
  await refused(as("lek").subtasks.reopen(part));
  // Nobody is refused because of the requests of others.
  expect(await as("dao").tasks.why({ ...part, action })).toMatchObject({ allowed: true });
  await as("dao").subtasks.reopen(part);
});

test.each([{ subtasksPerTask: 2 }, {}])(
  "whether a subtask can be added depends on how many there are (H16): %o",
  async ({ subtasksPerTask = 100 }) => {
    const { as, request } = await start({ subtasksPerTask });
    const on = await request("lek");
    await decide(as("dao"), "approve", on);
    const action = "subtask.create";
    for (let i = 0; i < subtasksPerTask; i++) {
      if (i > subtasksPerTask - 3)
        expect(await as("dao").tasks.why({ ...on, action })).toMatchObject({ allowed: true });
      await as("dao").subtasks.create({ ...on, title: `Part ${i}` });
    }
    expect(await as("dao").tasks.why({ ...on, action })).toMatchObject({
      allowed: false,
      rule: "quota",
      message: `A task has at most ${subtasksPerTask} subtasks. Create another task for the rest.`,
    });
    await expect(as("dao").subtasks.create({ ...on, title: "More" })).rejects.toThrow(/at most/);
  },
);

test("the app's own code gets the answer that its commands would get (H16)", async () => {
  const { system, as, request } = await start({ subtasksPerTask: 1 });
  const on = await request("lek");
  await decide(as("dao"), "approve", on);
  await as("dao").subtasks.create({ ...on, title: "Part" });
  const action = "subtask.create";
  expect(await system.tasks.why({ ...on, action })).toMatchObject({ allowed: true });
  for (let i = 1; i < 100; i++) await system.subtasks.create({ ...on, title: `Part ${i}` });
  expect(await system.tasks.why({ ...on, action })).toMatchObject({ rule: "quota" });
  await expect(system.subtasks.create({ ...on, title: "More" })).rejects.toThrow(/at most/);
});
