import { expect, test } from "vitest";
import { SharedJson } from "../src/engine/records/shared-json.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import type { Storage } from "../src/storage/storage.ts";
import { createTaskwire } from "../src/taskwire.ts";

const boardId = "sales";

/** A board with 40 tasks, on a node whose reads of lists are counted. */
async function startWorld() {
  const inner = memoryStorage();
  let lists = 0;
  const storage: Storage = {
    ...inner,
    list: (collection, query) => {
      if (collection === "tasks" || collection === "members") lists++;
      return inner.list(collection, query);
    },
  };
  const node = () => createTaskwire({ storage, limits: { answerBytes: 12_000 }, onError() {} });
  const taskwire = node();
  await taskwire.open();
  const { system } = taskwire;
  await system.boards.create({ id: boardId, name: "Sales" });
  for (const id of ["dao", "nok", "mali"]) {
    await system.users.put({ id, name: id, role: "ADMIN" });
    await system.members.add({ boardId, userId: id });
  }
  await system.users.put({ id: "lek", name: "lek", role: "ADMIN_LIMITED" });
  await system.members.add({ boardId, userId: "lek" });
  const dao = taskwire.as({ userId: "dao" });
  const taskIds: string[] = [];
  for (let i = 0; i < 40; i++)
    taskIds.push((await dao.tasks.create({ boardId, title: `Task ${i}` })).task.id);
  const nok = taskwire.as({ userId: "nok" });
  const [taskId = "", otherTask = ""] = taskIds;
  const { version } = (await dao.tasks.get({ boardId, taskId })).task;
  await nok.tasks.approve({ boardId, taskId, version });
  const { subtask } = await nok.subtasks.create({ boardId, taskId, title: "Plates" });
  const takeLists = () => {
    const taken = lists;
    lists = 0;
    return taken;
  };
  return { taskwire, node, system, dao, nok, taskId, otherTask, subtaskId: subtask.id, takeLists };
}
type World = Awaited<ReturnType<typeof startWorld>>;

/** All answers of an opened board. */
async function openAs(taskwire: World["taskwire"], userId: string) {
  const parts: object[] = [];
  let after: string | undefined;
  do {
    const input = { boardId, ...(after !== undefined && { after }) };
    const part = await taskwire.as({ userId }).boards.open(input);
    parts.push(part);
    after = part.more ?? undefined;
  } while (after !== undefined);
  return parts;
}

test("a board that has not changed is read once for all who see all of it", async () => {
  const world = await startWorld();
  const first = await openAs(world.taskwire, "dao");
  expect(first.length).toBeGreaterThan(1);
  expect(world.takeLists()).toBeGreaterThan(0);
  const again = await openAs(world.taskwire, "dao");
  const others = await openAs(world.taskwire, "nok");
  expect(world.takeLists()).toBe(0);
  expect(again).toEqual(first);
  expect(others.map((part) => ({ ...part, me: null }))).toEqual(
    first.map((part) => ({ ...part, me: null })),
  );
  expect(others[0]).toMatchObject({ me: { userId: "nok" } });
});

test("people who arrive at the same moment wait for one read", async () => {
  const { taskwire, takeLists } = await startWorld();
  takeLists();
  await openAs(taskwire, "dao");
  const alone = takeLists();
  await taskwire.system.boards.edit({ boardId, name: "Changed" });
  await Promise.all(["dao", "nok", "mali"].map((userId) => openAs(taskwire, userId)));
  expect(takeLists()).toBe(alone);
});

const changes: { readonly [name: string]: (world: World) => Promise<unknown> } = {
  "the board is renamed": ({ system }) => system.boards.edit({ boardId, name: "Sales 2" }),
  "the board is archived": ({ system }) => system.boards.archive({ boardId }),
  "a member is added": async ({ system }) => {
    await system.users.put({ id: "som", name: "Som", role: "ADMIN" });
    await system.members.add({ boardId, userId: "som" });
  },
  "a member is removed": ({ system }) => system.members.remove({ boardId, userId: "mali" }),
  "a member is renamed": ({ system }) =>
    system.users.put({ id: "mali", name: "Mali Jaidee", role: "ADMIN" }),
  "a member is disabled": ({ system }) =>
    system.users.put({ id: "mali", name: "mali", role: "ADMIN", disabled: true }),
  "a member gets another role": ({ system }) =>
    system.users.put({ id: "mali", name: "mali", role: "ADMIN_LIMITED" }),
  "a person is erased": ({ taskwire }) => taskwire.users.erase("mali"),
  "a task is created": ({ dao }) => dao.tasks.create({ boardId, title: "New" }),
  "a task is edited": ({ dao, otherTask }) =>
    dao.tasks.edit({ boardId, taskId: otherTask, title: "Another title" }),
  "a task is deleted": ({ system, otherTask }) =>
    system.tasks.delete({ boardId, taskId: otherTask }),
  "a subtask is completed": ({ dao, taskId, subtaskId }) =>
    dao.subtasks.complete({ boardId, taskId, subtaskId }),
  "another node changes a task": async ({ node, otherTask }) => {
    const other = node();
    await other.open();
    await other.as({ userId: "dao" }).tasks.edit({ boardId, taskId: otherTask, title: "There" });
  },
};

test.each(Object.keys(changes))(
  "after a change, nobody gets an older answer (H20): %s",
  async (name) => {
    const world = await startWorld();
    const before = await openAs(world.taskwire, "dao");
    await changes[name]?.(world);
    const after = await openAs(world.taskwire, "dao");
    expect(after).not.toEqual(before);
    // A node that has just begun has kept nothing.
    const fresh = world.node();
    await fresh.open();
    expect(after).toEqual(await openAs(fresh, "dao"));
  },
);

test("a person who sees only some tasks gets no answer of the others", async () => {
  const { taskwire, system } = await startWorld();
  await openAs(taskwire, "dao");
  const tasksOf = async (userId: string) =>
    (await openAs(taskwire, userId)).flatMap(({ tasks }: { tasks?: object[] }) => tasks ?? []);
  expect(await tasksOf("lek")).toEqual([]);
  expect(await tasksOf("mali")).toHaveLength(40);
  await system.users.put({ id: "mali", name: "mali", role: "ADMIN_LIMITED" });
  expect(await tasksOf("mali")).toEqual([]);
  await system.members.remove({ boardId, userId: "nok" });
  await expect(openAs(taskwire, "nok")).rejects.toMatchObject({ code: "not_found" });
});

test("the kept parts of answers are bounded in bytes", async () => {
  const shared = new SharedJson();
  let made = 0;
  const get = (key: string, length: number) =>
    shared.get(key, async () => {
      made++;
      return "x".repeat(length);
    });
  const mib = 1024 * 1024;
  for (let i = 0; i < 64; i++) await get(`part ${i}`, mib / 2);
  await get("part 63", mib / 2);
  expect(made).toBe(64);
  // Two generations of 8 MiB.
  for (let i = 0; i < 64; i++) await get(`part ${i}`, mib / 2);
  expect(made).toBeGreaterThan(64 + 40);
  await get("large", 20 * mib);
  await get("large", 20 * mib);
  expect(made).toBeGreaterThan(64 + 40 + 1);
});

test("a read that fails is not kept", async () => {
  const shared = new SharedJson();
  await expect(shared.get("part", () => Promise.reject(new Error("down")))).rejects.toThrow("down");
  expect(await shared.get("part", async () => "here")).toMatchObject({ json: "here" });
});
