import { expect, test } from "vitest";
import { z } from "zod";
import { command } from "../src/engine/operation/definition.ts";
import { TaskCache } from "../src/engine/records/task-cache.ts";
import { idSchema } from "../src/model/id.ts";
import { boardTopic } from "../src/model/topic.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";

/** An operation of the app's own, which notifies people of a task and doesn't change the task. */
const nudge = command({
  name: "tasks.nudge",
  target: "task",
  permission: "member",
  summary: "Ask again for a decision.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/nudge" },
  input: z.strictObject({ boardId: idSchema, taskId: idSchema }),
  output: z.null(),
  run(context) {
    const { id, boardId, title, involved } = context.task();
    context.emit({
      topic: boardTopic(boardId),
      type: "task.nudged",
      subject: id,
      audience: { before: involved, after: involved },
      notify: {
        about: `task:${id}`,
        boardId,
        taskId: id,
        excerpt: title,
        candidates: [{ to: "lek", reason: "approval.requested" }],
      },
    });
    return null;
  },
});

/** A command that answers with the subtasks as commands get them: from the cache if they are there. */
const parts = command({
  name: "tasks.parts",
  target: "task",
  permission: "member",
  summary: "Get the subtasks.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/parts" },
  input: z.strictObject({ boardId: idSchema, taskId: idSchema }),
  output: z.array(z.unknown()),
  run: (context) => context.siblings(),
});

/**
 * Two nodes on one storage without a common transport. `here` notifies nobody, unless `loud`. Dao has
 * created a task on it. Nobody is notified of it, because only Dao could decide on it.
 */
async function twoNodes({ loud = false } = {}) {
  const inner = memoryStorage();
  let lists = 0;
  const list: typeof inner.list = (...query) => {
    lists++;
    return inner.list(...query);
  };
  const storage = { ...inner, list };
  const runtime = fakeRuntime();
  const operations = { "tasks.nudge": nudge, "tasks.parts": parts };
  const own = { runtime, operations, events: ["task.nudged"] as const };
  const off = !loud && { notifications: false as const };
  const here = createTaskwire({ storage, ...own, ...off });
  const there = createTaskwire({ storage: { ...storage, close: async () => {} }, ...own });
  await here.open();
  const roles = { dao: "ADMIN", lek: "ADMIN_LIMITED", mali: "ADMIN_LIMITED" } as const;
  for (const [id, role] of Object.entries(roles))
    await here.system.users.put({ id, name: id, role });
  const { id: boardId } = await here.system.boards.create({ name: "Sales" });
  for (const userId of Object.keys(roles)) await here.system.members.add({ boardId, userId });
  await runtime.settle();
  /** The first node reads the person and the board, so that it has them in its cache. */
  const warmUp = (userId: string) => here.as({ userId }).tasks.create({ boardId, title: "other" });
  await warmUp("dao");
  const { task } = await here.as({ userId: "dao" }).tasks.create({ boardId, title: "Car" });
  const told = async (userId: string) =>
    (await there.as({ userId }).inbox.list()).notifications
      .filter(({ taskId, reason }) => taskId === task.id && reason !== "follower")
      .map(({ reason, state }) => `${reason} ${state}`);
  const { id: taskId, version } = task;
  return { here, there, boardId, taskId, version, runtime, warmUp, told, lists: () => lists };
}

const promoted = { userId: "lek", role: "ADMIN" } as const;

test("a task that nobody was notified of is decided without a search for notifications", async () => {
  const { here, boardId, taskId, version, lists } = await twoNodes();
  const before = lists();
  await here.system.tasks.approve({ boardId, taskId, version });
  expect(lists()).toBe(before);
});

test("notifications that another node's command wrote with a change of the task are resolved (C7)", async () => {
  const { here, there, boardId, taskId, version, warmUp, told } = await twoNodes();
  await there.system.members.change({ boardId, ...promoted });
  await there.as({ userId: "lek" }).tasks.reject({ boardId, taskId, version, reason: "Which?" });
  await there.as({ userId: "dao" }).tasks.resubmit({ boardId, taskId });
  expect(await told("lek")).toContain("approval.requested open");
  await warmUp("dao");
  await here.as({ userId: "lek" }).tasks.approve({ boardId, taskId, version });
  expect(await told("lek")).toContain("approval.requested resolved");
});

test.each([
  ["another node", false],
  ["this node", true],
])(
  "notifications that a job of %s wrote for an unchanged task are resolved (C7)",
  async (_, loud) => {
    const { here, there, boardId, taskId, version, runtime, warmUp, told } = await twoNodes({
      loud,
    });
    await (loud ? here : there).system.members.change({ boardId, ...promoted });
    await runtime.settle();
    expect(await told("lek")).toEqual(["approval.requested open"]);
    await warmUp("lek");
    await here.as({ userId: "lek" }).tasks.approve({ boardId, taskId, version });
    expect(await told("lek")).toEqual(["approval.requested resolved"]);
  },
);

test.each([
  ["another node", false],
  ["this node", true],
])(
  "notifications that an operation of the app on %s wrote for an unchanged task are resolved (C7)",
  async (_, loud) => {
    const { here, there, boardId, taskId, version, warmUp, told } = await twoNodes({ loud });
    await here.system.members.change({ boardId, ...promoted });
    await (loud ? here : there).as({ userId: "dao" }).tasks.nudge({ boardId, taskId });
    expect(await told("lek")).toEqual(["approval.requested open"]);
    await warmUp("lek");
    await here.as({ userId: "lek" }).tasks.approve({ boardId, taskId, version });
    expect(await told("lek")).toEqual(["approval.requested resolved"]);
  },
);

test("a subtask that another node made waits for one that is completed on this node (C1)", async () => {
  const { here, there, boardId, taskId, version, told } = await twoNodes({ loud: true });
  await here.system.tasks.approve({ boardId, taskId, version });
  const create = async (node: typeof here, assigneeId: string, dependsOn: string[] = []) => {
    const input = { boardId, taskId, title: `of ${assigneeId}`, assigneeId, dependsOn };
    return (await node.as({ userId: "dao" }).subtasks.create(input)).subtask.id;
  };
  // This node doesn't know Nok, so it reads the task again when Nok completes something.
  await there.system.users.put({ id: "nok", name: "nok", role: "ADMIN" });
  await there.system.members.add({ boardId, userId: "nok" });
  const first = await create(here, "dao");
  await create(there, "lek", [first]);
  expect(await told("lek")).toEqual(["assigned open"]);
  await here.as({ userId: "nok" }).subtasks.complete({ boardId, taskId, subtaskId: first });
  expect(await told("lek")).toEqual(["assigned open", "assigned open"]);
});

test("the cached subtasks of a task are those of the storage, in the same order", async () => {
  const { here, boardId, taskId, version, lists } = await twoNodes();
  await here.system.tasks.approve({ boardId, taskId, version });
  const dao = here.as({ userId: "dao" });
  const before = lists();
  const ids: string[] = [];
  for (const title of ["a", "b", "c"])
    ids.push((await dao.subtasks.create({ boardId, taskId, title })).subtask.id);
  const [a = "", b = "", c = ""] = ids;
  await dao.subtasks.complete({ boardId, taskId, subtaskId: b });
  await dao.subtasks.edit({ boardId, taskId, subtaskId: c, position: 0 });
  await dao.subtasks.cancel({ boardId, taskId, subtaskId: a });
  const subtasks = await dao.tasks.parts({ boardId, taskId });
  expect(lists()).toBe(before);
  const stored = (await dao.tasks.get({ boardId, taskId })).subtasks;
  expect(stored.map(({ title }) => title)).toEqual(["c", "a", "b"]);
  expect(subtasks).toEqual(stored);
});

test("a task with many subtasks is not cached, and the tasks that were not used are forgotten", () => {
  const cache = new TaskCache();
  const many = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ id: `s${i}`, version: 1, fields: {} }));
  cache.learnSubtasks("small", 1, many(20));
  cache.learnSubtasks("large", 1, many(21));
  expect(cache.partsOf("small", 1)?.subtasks).toHaveLength(20);
  expect(cache.partsOf("small", 2)).toBeUndefined();
  expect(cache.partsOf("large", 1)).toBeUndefined();
  // The cache has two generations of 2,048 tasks and subtasks.
  const forget = (tasks: number, subtasks: number) => {
    for (let i = 0; i < tasks; i++) cache.learnSubtasks(`${subtasks} ${i}`, 1, many(subtasks));
  };
  forget(2_000, 0);
  forget(5, 20);
  expect(cache.partsOf("small", 1)).toBeDefined();
  forget(194, 20);
  expect(cache.partsOf("small", 1)).toBeDefined();
  forget(200, 20);
  expect(cache.partsOf("small", 1)).toBeUndefined();
  expect(cache.partsOf("20 199", 1)).toBeDefined();
});
