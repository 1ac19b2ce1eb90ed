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
  let conflicts = 0;
  const commit: typeof inner.commit = async (one) => {
    const outcome = await inner.commit(one);
    if (outcome.status === "conflict") conflicts++;
    return outcome;
  };
  const storage = { ...inner, list, commit };
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
  const counts = { lists: () => lists, conflicts: () => conflicts };
  return { here, there, boardId, taskId, version, runtime, warmUp, told, ...counts };
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

/** Lek could decide on a task that Dao creates on the first node, and is asked to. */
async function askedLek() {
  const nodes = await twoNodes({ loud: true });
  const { here, boardId, runtime, warmUp } = nodes;
  await here.system.members.change({ boardId, ...promoted });
  await runtime.settle();
  await warmUp("dao");
  await warmUp("lek");
  const { task } = await here.as({ userId: "dao" }).tasks.create({ boardId, title: "Bus" });
  const { id: taskId, version } = task;
  const requests = async () =>
    (await nodes.there.as({ userId: "lek" }).inbox.list()).notifications.filter(
      (one) => one.taskId === taskId && one.reason === "approval.requested",
    );
  const approve = () => here.as({ userId: "lek" }).tasks.approve({ boardId, taskId, version });
  return { ...nodes, taskId, version, requests, approve };
}

test("notifications that this node wrote are resolved without a search for them", async () => {
  const { requests, approve, lists } = await askedLek();
  expect(await requests()).toMatchObject([{ state: "open" }]);
  const before = lists();
  await approve();
  expect(lists()).toBe(before);
  expect(await requests()).toMatchObject([{ state: "resolved", decidedBy: "lek" }]);
});

test.each(["this node", "another node"])(
  "a notification that its person marked as read on %s is resolved",
  async (where) => {
    const { here, there, requests, approve, lists } = await askedLek();
    const [one] = await requests();
    const node = where === "this node" ? here : there;
    await node.as({ userId: "lek" }).inbox.read({ ids: [one?.id ?? ""] });
    const before = lists();
    await approve();
    expect(lists() - before).toBe(where === "this node" ? 0 : 1);
    expect(await requests()).toMatchObject([{ state: "resolved", decidedBy: "lek" }]);
  },
);

test("a notification that was marked on another node costs one command a conflict, not each later one", async () => {
  const { here, there, boardId, taskId, approve, lists, conflicts } = await askedLek();
  await approve();
  const dao = here.as({ userId: "dao" });
  const subtaskIds: string[] = [];
  for (const assigneeId of ["lek", "mali", "dao"])
    subtaskIds.push(
      (await dao.subtasks.create({ boardId, taskId, title: "Part", assigneeId })).subtask.id,
    );
  const lek = there.as({ userId: "lek" });
  const { notifications } = await lek.inbox.list();
  const ids = notifications.filter(({ reason }) => reason === "assigned").map(({ id }) => id);
  expect(ids).toHaveLength(1);
  await lek.inbox.read({ ids });
  await here.as({ userId: "mali" }).tasks.create({ boardId, title: "other" });
  const costs: unknown[] = [];
  for (const [i, userId] of ["mali", "dao"].entries()) {
    const before = { lists: lists(), conflicts: conflicts() };
    const subtaskId = subtaskIds[i + 1] ?? "";
    await here.as({ userId }).subtasks.complete({ boardId, taskId, subtaskId });
    costs.push({ lists: lists() - before.lists, conflicts: conflicts() - before.conflicts });
  }
  const [first, second] = costs;
  expect(first).toMatchObject({ conflicts: 1 });
  expect(second).toEqual({ lists: 0, conflicts: 0 });
});

test("a notification that was opened again on another node is resolved", async () => {
  const { here, there, boardId, requests, approve, runtime, warmUp } = await askedLek();
  await here.system.members.change({ boardId, userId: "lek", role: "ADMIN_LIMITED" });
  await runtime.settle();
  expect(await requests()).toMatchObject([{ state: "resolved" }]);
  await there.system.members.change({ boardId, ...promoted });
  await runtime.settle();
  expect(await requests()).toMatchObject([{ state: "open" }]);
  await warmUp("lek");
  await approve();
  expect(await requests()).toMatchObject([{ state: "resolved", decidedBy: "lek" }]);
});

test("notifications are unknown if another node has changed one of them", () => {
  const cache = new TaskCache();
  const told = { collection: "notifications", id: "e1.0|lek" };
  const write = (kind: "insert" | "update", fields: object) => [
    { kind, ...told, event: 1, fields: { ...fields } },
  ];
  const commit = (version: number, writes: ReturnType<typeof write>, task: boolean) => {
    const inserted = {
      collection: "tasks",
      id: "t1",
      kind: "insert",
      event: 0,
      fields: {},
    } as const;
    const all = task ? [inserted, ...writes] : writes;
    const read = { reads: [{ ...told, version }], result: "" };
    cache.learnCommit({ ...read, writes: all, events: [] }, [5, version + 1]);
  };
  const states = () => cache.partsOf("t1", 5)?.told?.map(({ fields }) => fields?.state);
  commit(0, write("insert", { about: "task:t1", state: "open" }), true);
  expect(states()).toEqual(["open"]);
  commit(1, write("update", { state: "read" }), false);
  expect(states()).toEqual(["read"]);
  commit(3, write("update", { state: "done" }), false);
  expect(cache.partsOf("t1", 5)?.subtasks).toEqual([]);
  expect(states()).toBeUndefined();
});

test("more than fifty notifications of a task are not cached", () => {
  const cache = new TaskCache();
  const create = (id: string, count: number) => {
    const inserted = { collection: "tasks", id, kind: "insert", event: 0, fields: {} } as const;
    const told = Array.from({ length: count }, (_, i) => ({
      ...{ collection: "notifications", id: `${id}|${i}`, kind: "insert" as const, event: 0 },
      fields: { about: `task:${id}` },
    }));
    const commit = { reads: [], writes: [inserted, ...told], events: [], result: "" };
    cache.learnCommit(commit, [1]);
    return cache.partsOf(id, 1)?.told?.length;
  };
  expect(create("t1", 50)).toBe(50);
  expect(create("t2", 51)).toBeUndefined();
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
  // The cache has two generations of at most 2,048 tasks.
  const forget = (count: number) => {
    for (let i = 0; i < count; i++) cache.learnSubtasks(`${i} of ${count}`, 1, []);
  };
  forget(2_000);
  expect(cache.partsOf("small", 1)).toBeDefined();
  forget(2_001);
  expect(cache.partsOf("small", 1)).toBeDefined();
  forget(4_100);
  expect(cache.partsOf("small", 1)).toBeUndefined();
  expect(cache.partsOf("4099 of 4100", 1)).toBeDefined();
});

test("cached notifications that are alike have each their own person and number", () => {
  const cache = new TaskCache();
  const task = { kind: "insert", collection: "tasks", id: "t", fields: {}, event: 0 } as const;
  const fields = { about: "task:t", userId: "lek", excerpt: "รถ" };
  const insert = { kind: "insert", collection: "notifications" } as const;
  const lek = { ...insert, id: "e|lek", event: 1, fields };
  const mali = {
    ...insert,
    id: "e|mali",
    event: 2,
    fields: { ...fields, userId: "mali" },
    like: fields,
  };
  cache.learnCommit({ reads: [], writes: [task, lek, mali], events: [], result: "" }, [1, 5, 7]);
  const told = cache.partsOf("t", 1)?.told?.map(({ id, version, fields }) => {
    const { about, userId, excerpt, number } = fields ?? {};
    return { id, version, about, userId, excerpt, number };
  });
  const both = { about: "task:t", excerpt: "รถ" };
  expect(told).toEqual([
    { id: "e|lek", version: 5, ...both, userId: "lek", number: 5 },
    { id: "e|mali", version: 7, ...both, userId: "mali", number: 7 },
  ]);
});
