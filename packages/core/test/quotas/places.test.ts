import { describe, expect, test } from "vitest";
import type { Quotas } from "../../src/model/quota.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { decide } from "../../src/testing/decide.ts";
import { failure } from "../support/conversation.ts";
import { refused } from "./refused.ts";

const boardId = "sales";

async function start(quotas: Partial<Quotas>) {
  const storage = memoryStorage();
  const taskwire = createTaskwire({ storage, quotas });
  await taskwire.open();
  const { system } = taskwire;
  const roles = {
    dao: "ADMIN",
    nok: "ADMIN",
    lek: "ADMIN_LIMITED",
    mali: "ADMIN_LIMITED",
  } as const;
  for (const [id, role] of Object.entries(roles)) await system.users.put({ id, name: id, role });
  await system.boards.create({ id: boardId, name: "Sales" });
  for (const userId of Object.keys(roles)) await system.members.add({ boardId, userId });
  for (let i = 0; i < 9; i++)
    await system.users.put({ id: `new-${i}`, name: `new ${i}`, role: "ADMIN_LIMITED" });
  const as = (userId: string) => taskwire.as({ userId });
  return { taskwire, storage, system, as };
}

type World = Awaited<ReturnType<typeof start>>;

const everyone = ["dao", "nok", "lek", "mali"];

interface Row {
  readonly quota: keyof Quotas;
  readonly limit: number;
  /** Takes one more place, and returns how to give it back. */
  readonly take: (world: World, i: number) => Promise<() => Promise<unknown>>;
  /** Another person who still may. Undefined if the quota is one of the board or the room. */
  readonly other?: (world: World) => Promise<unknown>;
}

const room = async ({ as }: World, userId: string, i: number, memberIds = everyone) => {
  const { id: roomId } = await as(userId).rooms.create({ boardId, name: `Room ${i}`, memberIds });
  return () => as("dao").rooms.delete({ boardId, roomId });
};
const request = async ({ as }: World, userId: string, i: number) => {
  const { task } = await as(userId).tasks.create({ boardId, title: `Task ${i}` });
  return { boardId, taskId: task.id };
};

/** Each quota of places: how a place is taken and given back. */
const rows: readonly Row[] = [
  {
    quota: "roomsCreated",
    limit: 3,
    take: (world, i) => room(world, "lek", i),
    other: (world) => room(world, "dao", 0),
  },
  { quota: "roomsPerBoard", limit: 3, take: (world, i) => room(world, "lek", i) },
  {
    quota: "membersPerRoom",
    limit: 3,
    async take({ system, as }, i) {
      const on = { boardId, roomId: "talk" };
      const userId = everyone[i] ?? "lek";
      if (i === 0)
        await system.rooms.create({ id: "talk", boardId, name: "Talk", memberIds: ["dao"] });
      else await as("dao").roomMembers.add({ ...on, userId });
      return () => as(userId === "dao" ? "nok" : userId).rooms.leave(on);
    },
  },
  {
    quota: "membersPerBoard",
    limit: 6,
    async take({ as }, i) {
      if (i >= 4) await as("dao").members.add({ boardId, userId: `new-${i - 4}` });
      return () => as("dao").members.remove({ boardId, userId: `new-${i - 4}` });
    },
  },
  {
    quota: "openRequests",
    limit: 3,
    async take(world, i) {
      const on = await request(world, "lek", i);
      return () => world.as("lek").tasks.cancel(on);
    },
    other: (world) => request(world, "mali", 0),
  },
  {
    quota: "tasksPerBoard",
    limit: 3,
    async take(world, i) {
      const on = await request(world, "lek", i);
      return () => world.as("dao").tasks.delete(on);
    },
  },
  {
    quota: "subtasksPerTask",
    limit: 3,
    async take(world, i) {
      const tasks = await world.as("lek").tasks.list({ boardId });
      const on = tasks.tasks[0]
        ? { boardId, taskId: tasks.tasks[0].id }
        : await request(world, "lek", 0);
      if (!tasks.tasks[0]) await decide(world.system, "approve", on);
      await world.as("dao").subtasks.create({ ...on, title: `Part ${i}` });
      return async () => {};
    },
  },
];

describe.each(rows)("$quota", ({ quota, limit, take }) => {
  const fill = async (world: World) => {
    const giveBack = [];
    for (let i = 0; i < limit; i++) giveBack.push(await take(world, i));
    return giveBack;
  };

  test("the last place is given, and one more is refused with the quota and the number", async () => {
    const world = await start({ [quota]: limit });
    await fill(world);
    expect(await failure(take(world, limit))).toMatchObject({
      code: "refused",
      details: { rule: "quota", quota, limit },
    });
    await refused(take(world, limit));
  });

  test("a place that is given back can be taken again, once", async () => {
    const world = await start({ [quota]: limit });
    const giveBack = await fill(world);
    await refused(take(world, limit));
    await giveBack.at(-1)?.();
    if (quota === "subtasksPerTask") return;
    await take(world, limit);
    await refused(take(world, limit + 1));
  });

  test("without the quota, nothing is refused", async () => {
    const world = await start(quota === "subtasksPerTask" ? {} : { [quota]: null });
    await fill(world);
    await take(world, limit);
  });

  test("a database with more than the quota stays usable, and nothing can be added", async () => {
    const world = await start({ [quota]: quota === "subtasksPerTask" ? 100 : null });
    const giveBack = await fill(world);
    const strict = createTaskwire({ storage: world.storage, quotas: { [quota]: limit - 1 } });
    await strict.open();
    const later = { ...world, taskwire: strict, as: (userId: string) => strict.as({ userId }) };
    await later.as("dao").boards.open({ boardId });
    await refused(take(later, limit));
    await giveBack.at(-1)?.();
    await refused(take(later, limit));
  });
});

test.each(rows.filter(({ other }) => other))(
  "$quota: others are not refused because of it",
  async ({ quota, limit, take, other }) => {
    const world = await start({ [quota]: limit });
    for (let i = 0; i < limit; i++) await take(world, i);
    await refused(take(world, limit));
    await other?.(world);
  },
);

describe("the app's own code", () => {
  test("is not limited", async () => {
    const { system } = await start({ tasksPerBoard: 2, membersPerBoard: 4, roomsPerBoard: 1 });
    for (let i = 0; i < 5; i++) await system.tasks.create({ boardId, title: "Task" });
    for (let i = 0; i < 3; i++) await system.rooms.create({ boardId, name: "Room" });
    await system.members.add({ boardId, userId: "new-0" });
  });

  test("is limited if the app says so", async () => {
    const { system } = await start({ tasksPerBoard: 2, system: true });
    for (let i = 0; i < 2; i++) await system.tasks.create({ boardId, title: "Task" });
    await refused(system.tasks.create({ boardId, title: "Task" }));
  });

  test("uses places of the quota, so people have fewer left", async () => {
    const { system, as } = await start({ tasksPerBoard: 100 });
    await as("lek").tasks.create({ boardId, title: "Task" });
    for (let i = 0; i < 98; i++) await system.tasks.create({ boardId, title: "Task" });
    await as("lek").tasks.create({ boardId, title: "Task" });
    await refused(as("lek").tasks.create({ boardId, title: "Task" }));
  });
});

describe("open requests", () => {
  test("a request that is submitted again needs a place", async () => {
    const world = await start({ openRequests: 2 });
    const first = await request(world, "lek", 0);
    await decide(world.as("dao"), "reject", { ...first, reason: "No." });
    await request(world, "lek", 1);
    await request(world, "lek", 2);
    expect(await failure(world.as("lek").tasks.resubmit(first))).toMatchObject({
      details: { quota: "openRequests", limit: 2 },
    });
  });

  test("others may open a finished task again, also if its requester has no place", async () => {
    const world = await start({ openRequests: 1 });
    const on = await request(world, "lek", 0);
    await decide(world.as("dao"), "approve", on);
    const { subtask } = await world.as("dao").subtasks.create({ ...on, title: "Part" });
    await world.as("dao").subtasks.complete({ ...on, subtaskId: subtask.id });
    await request(world, "lek", 1);
    await world.as("dao").subtasks.reopen({ ...on, subtaskId: subtask.id });
    await refused(request(world, "lek", 2));
  });
});

describe("many places", () => {
  test("are given exactly, one after the other", async () => {
    const world = await start({ openRequests: 150 });
    for (let i = 0; i < 150; i++) await request(world, "lek", i);
    await refused(request(world, "lek", 150));
  });

  test("are given exactly, all at once", async () => {
    const world = await start({ openRequests: 150 });
    const calls = Array.from({ length: 200 }, (_, i) => request(world, "lek", i));
    const results = await Promise.allSettled(calls);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(150);
  });

  test("of requests that are done are free again", async () => {
    const world = await start({ openRequests: 40 });
    for (let i = 0; i < 130; i++) {
      const on = await request(world, "lek", i);
      await world.as("lek").tasks.cancel(on);
    }
  });

  test("the leases of a node end when another node counts the records", async () => {
    const one = await start({ openRequests: 100 });
    const { storage } = one;
    await request(one, "lek", 0);
    const other = createTaskwire({ storage, quotas: { openRequests: 100 } });
    await other.open();
    const there = { ...one, as: (userId: string) => other.as({ userId }) };
    // Now both nodes have leases.
    await request(there, "lek", 1);
    const fillAt = async (world: World) => {
      for (let made = 0; ; made++)
        if ((await Promise.allSettled([request(world, "lek", made)]))[0]?.status === "rejected")
          return made;
    };
    expect((await fillAt(there)) + (await fillAt(one)) + (await fillAt(there))).toBe(98);
  });

  test("are exact on an app that ran without the quota for a while", async () => {
    const one = await start({ openRequests: 100 });
    await request(one, "lek", 0);
    const without = createTaskwire({ storage: one.storage, quotas: { openRequests: null } });
    await without.open();
    for (let i = 0; i < 98; i++)
      await without.as({ userId: "lek" }).tasks.create({ boardId, title: "Task" });
    const again = createTaskwire({ storage: one.storage, quotas: { openRequests: 100 } });
    await again.open();
    const later = { ...one, as: (userId: string) => again.as({ userId }) };
    await request(later, "lek", 99);
    await refused(request(later, "lek", 100));
  });

  test("a preview takes none", async () => {
    const world = await start({ openRequests: 2 });
    const input = { boardId, title: "Task" };
    const preview = () =>
      world.as("lek").notifications.preview({ operation: "tasks.create", input });
    for (let i = 0; i < 5; i++) await preview();
    await request(world, "lek", 0);
    await request(world, "lek", 1);
    expect(await failure(preview())).toMatchObject({ details: { quota: "openRequests" } });
  });
});

test("one person who makes rooms with everybody leaves places for the others (H6)", async () => {
  const { as } = await start({});
  let made = 0;
  for (; made < 500; made++) {
    const call = as("lek").rooms.create({ boardId, name: `Room ${made}`, memberIds: everyone });
    if (
      !(await call.then(
        () => true,
        () => false,
      ))
    )
      break;
  }
  expect(made).toBe(150);
  await as("dao").rooms.create({ boardId, name: "Mine", memberIds: everyone });
  const { rooms } = await as("dao").rooms.list({ boardId });
  await as("dao").rooms.delete({
    boardId,
    roomId: rooms.find(({ room }) => room.createdBy === "lek")?.room.id ?? "",
  });
  await as("lek").rooms.create({ boardId, name: "One more" });
});
