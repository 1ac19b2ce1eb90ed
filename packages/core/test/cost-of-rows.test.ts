import { expect, test, vi } from "vitest";
import { defineRoles } from "../src/policy/roles.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { approvalWorkflow as workflow } from "../src/workflow/approval.ts";
import { timedRoles, timedWith } from "./approvals/timed.ts";

/** A few rows cost a call, and a burst is hardly refilled. */
const limits = { callsPerSecond: 0.001, callBurst: 60, rowsPerCall: 10, bytesPerCall: 1e9 };

interface Node {
  admit(userId: string): { call(operation: string, input: unknown): Promise<string> };
}

/** Counts how many of these calls a person can make. */
async function affordable(
  node: Node,
  userId: string,
  operation: string,
  input: object,
  most = Number.POSITIVE_INFINITY,
) {
  for (let calls = 0; ; calls++) {
    if (calls === most) return calls;
    try {
      await node.admit(userId).call(operation, input);
    } catch (error) {
      if ((error as { code?: string }).code !== "rate_limited") throw error;
      return calls;
    }
  }
}

test.each([
  [4, "STAFF", 60],
  [400, "STAFF", 15],
  [400, "FINANCE", 3],
] as const)(
  "a vote on a board of %i people who are %s costs what judging all of them costs",
  async (size, role, most) => {
    const timed = timedWith({ steps: { line: { by: { role: "FINANCE" }, required: 2 } } });
    const taskwire = createTaskwire({
      ...{ workflow: timed, roles: timedRoles(timed), limits },
    });
    await taskwire.open();
    const { id: boardId } = await taskwire.system.boards.create({ name: "Purchases" });
    for (let i = 0; i < size; i++) {
      const userId = `u${i}`;
      await taskwire.system.users.put({
        id: userId,
        name: userId,
        role: i === 1 ? "FINANCE" : i === 0 ? "STAFF" : role,
      });
      await taskwire.system.members.add({ boardId, userId });
    }
    const { task } = await taskwire
      .as({ userId: "u0" })
      .tasks.create({ boardId, type: "purchase", title: "A printer", data: {} });
    const vote = { boardId, taskId: task.id, version: task.version };
    const preview = { operation: "tasks.approve", input: vote };
    const calls = await affordable(taskwire, "u1", "notifications.preview", preview);
    expect(calls).toBeLessThanOrEqual(most);
    expect(calls).toBeGreaterThan(size === 4 ? 25 : 0);
    await taskwire.close();
  },
);

test.each([
  ["is open", 2, 12],
  ["has passed", 1, 55],
] as const)(
  "asking what is allowed on a task whose step %s looks at the members once, however much is refused",
  async (_, required, least) => {
    const timed = timedWith({ steps: { line: { by: { role: "FINANCE" }, required } } });
    const taskwire = createTaskwire({
      ...{ workflow: timed, roles: timedRoles(timed), limits },
    });
    await taskwire.open();
    const { id: boardId } = await taskwire.system.boards.create({ name: "Purchases" });
    for (let i = 0; i < 400; i++) {
      const userId = `u${i}`;
      const role = i === 1 ? "FINANCE" : "STAFF";
      await taskwire.system.users.put({ id: userId, name: userId, role });
      await taskwire.system.members.add({ boardId, userId });
    }
    const u0 = taskwire.as({ userId: "u0" });
    const { task } = await u0.tasks.create({
      ...{ boardId, type: "purchase", title: "A printer", data: {} },
    });
    const on = { boardId, taskId: task.id };
    await taskwire.as({ userId: "u1" }).tasks.approve({ ...on, version: task.version });
    expect(await affordable(taskwire, "u0", "tasks.available", on)).toBeGreaterThanOrEqual(least);
    await taskwire.close();
  },
);

/** A board with many members, of whom two are ADMINs. */
async function largeBoard(size: number) {
  const taskwire = createTaskwire({ limits });
  await taskwire.open();
  const { id: boardId } = await taskwire.system.boards.create({ name: "Sales" });
  for (let i = 0; i < size; i++) {
    const id = `u${i}`;
    await taskwire.system.users.put({ id, name: id, role: i < 2 ? "ADMIN" : "ADMIN_LIMITED" });
    await taskwire.system.members.add({ boardId, userId: id });
  }
  return { taskwire, boardId };
}

test.each([
  ["a request, which goes to everybody who can decide", "tasks.create", { title: "A car" }],
  ["a mention of everyone", "tasks.create", { title: "A car", description: "@everyone" }],
] as const)("%s costs what judging the members of a board costs", async (_, operation, input) => {
  const affordableOn = async (size: number) => {
    const { taskwire, boardId } = await largeBoard(size);
    const calls = await affordable(taskwire, "u0", operation, { boardId, ...input });
    await taskwire.close();
    return calls;
  };
  expect(await affordableOn(4)).toBeGreaterThan(25);
  expect(await affordableOn(400)).toBeLessThanOrEqual(14);
});

test("giving somebody rights costs what looking at all waiting tasks costs", async () => {
  const { taskwire, boardId } = await largeBoard(40);
  const lek = taskwire.as({ userId: "u2" });
  for (let i = 0; i < 150; i++) await lek.tasks.create({ boardId, title: `Car ${i}` });
  let made = 0;
  const promote = (userId: string) =>
    affordable(taskwire, "u0", "members.change", { boardId, userId, role: "ADMIN" }, 1);
  while (made < 37 && (await promote(`u${made + 3}`)) === 1) made++;
  expect(made).toBeLessThanOrEqual(5);
  await taskwire.close();
});

test("a job that asks a new decider looks for one decider of each task, and not for all", async () => {
  let judged = 0;
  const roles = defineRoles({
    workflow,
    conditions: { counted: () => ++judged > 0 },
    roles: {
      CLERK: { "task.read": true, "task.create": true },
      LEAD: { "task.read": true, "task.approve": ["counted"] },
    },
  });
  const taskwire = createTaskwire({ workflow, roles, limits });
  await taskwire.open();
  const { id: boardId } = await taskwire.system.boards.create({ name: "Sales" });
  for (let i = 0; i < 60; i++) {
    const id = `u${i}`;
    await taskwire.system.users.put({ id, name: id, role: i < 40 ? "LEAD" : "CLERK" });
    await taskwire.system.members.add({ boardId, userId: id });
  }
  const clerk = taskwire.as({ userId: "u59" });
  for (let i = 0; i < 30; i++) await clerk.tasks.create({ boardId, title: `Car ${i}` });
  judged = 0;
  await taskwire.system.members.change({ boardId, userId: "u0", role: "CLERK" });
  await vi.waitFor(() => expect(judged).toBeGreaterThanOrEqual(30), 10_000);
  await taskwire.close();
  expect(judged).toBeLessThanOrEqual(4 * 30);
});

test("many small reads of one call cost as much as one large read", async () => {
  const { taskwire, boardId } = await largeBoard(4);
  const lek = taskwire.as({ userId: "u2" });
  const taskIds: string[] = [];
  for (let i = 0; i < 40; i++) {
    const { task } = await lek.tasks.create({ boardId, title: `Car ${i}` });
    await lek.comments.post({ boardId, taskId: task.id, text: "Please" });
    taskIds.push(task.id);
  }
  const counted = { boardId, taskIds };
  expect(await affordable(taskwire, "u0", "comments.counts", counted)).toBeLessThanOrEqual(8);
  await taskwire.close();
});

test.each([
  [1, 40, 60],
  [400, 0, 25],
])(
  "counting %i deleted comments costs what it scans, although it finds none",
  async (size, least, most) => {
    const taskwire = createTaskwire({ limits });
    await taskwire.open();
    await taskwire.system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
    const dao = taskwire.as({ userId: "dao" });
    const { id: boardId } = await dao.boards.create({ name: "Sales" });
    const { task } = await dao.tasks.create({ boardId, title: "Car" });
    const on = { boardId, taskId: task.id };
    for (let i = 0; i < size; i++) {
      const { id: commentId } = await dao.comments.post({ ...on, text: "Hm" });
      await dao.comments.delete({ ...on, commentId });
    }
    const counted = { boardId, taskIds: [task.id] };
    const calls = await affordable(taskwire, "dao", "comments.counts", counted);
    expect(calls).toBeGreaterThan(least);
    expect(calls).toBeLessThanOrEqual(most);
    await taskwire.close();
  },
);
