import { createTaskwire } from "@taskwire/core";
import type { Storage } from "@taskwire/core/adapter";
import { describe, expect, onTestFinished, test } from "vitest";
import { startDue } from "./due/world.ts";
import { storagesIn } from "./storages/open.ts";
import { postgresUrl } from "./support/postgres-url.ts";

const timersIn = async (storage: Storage) =>
  (await storage.list("timers", { index: "due", equals: {}, limit: 10 })).records.map(
    ({ fields }) => String(fields.at).slice(0, 16),
  );

describe.each(["memory", "SQLite", "PostgreSQL"])("%s reminds of due dates", (kind) => {
  const start = async (aheadMs = 0) => {
    const stack = new AsyncDisposableStack();
    onTestFinished(() => stack.disposeAsync());
    const world = await startDue(storagesIn(stack, await postgresUrl())[kind], aheadMs);
    for (const node of world.nodes) stack.defer(() => node.close());
    return world;
  };

  test("tells the assignee before and at the date, once on two servers, and resolves it at the end", {
    timeout: 60_000,
  }, async () => {
    const { as, approved, told, dueEvents, until, storage, errors } = await start();
    const { on } = await approved({ title: "A car" });
    // Thursday 12:00 in Bangkok.
    const dueAt = "2026-12-03T05:00:00.000Z";
    const { subtask } = await as("dao").subtasks.create({
      ...on,
      title: "Register it",
      assigneeId: "lek",
      dueAt,
    });
    expect(await timersIn(storage)).toEqual(["2026-12-01T05:00"]);
    await until("2026-12-01T05:00:00.000Z", on.taskId, 1);
    expect(await told("lek")).toEqual(["due.near: due.near"]);
    expect(await told("ann")).toEqual([]);
    await until("2026-12-03T03:00:00.000Z", on.taskId, 2);
    await until(dueAt, on.taskId, 3);
    expect(await dueEvents(on.taskId)).toEqual([
      "due.near 2026-12-01T05:00",
      "due.near 2026-12-03T03:00",
      "due.passed 2026-12-03T05:00",
    ]);
    expect(await told("lek")).toEqual([
      "due.near: due.near (superseded)",
      "due.near: due.near (superseded)",
      "due.passed: due.passed",
    ]);
    // A day later, the servers forget that people were told.
    expect(await timersIn(storage)).toEqual(["2026-12-04T05:00"]);
    await as("lek").subtasks.complete({ ...on, subtaskId: subtask.id });
    expect(await timersIn(storage)).toEqual(["2026-12-04T05:00"]);
    expect((await told("lek")).at(-1)).toBe("due.passed: due.passed (completed)");
    expect(errors).toEqual([]);
  });

  test("follows a new date and a new assignee, and sends one reminder for those that were missed", {
    timeout: 60_000,
  }, async () => {
    const { as, approved, told, dueEvents, until, clock, storage, boardId } = await start();
    const { on } = await approved({ title: "A car" });
    const part = { ...on, title: "Register it", assigneeId: "lek", dueAt: "2026-12-03T05:00:00Z" };
    const { subtask } = await as("dao").subtasks.create(part);
    const its = { ...on, subtaskId: subtask.id };
    await until("2026-12-01T05:00:00.000Z", on.taskId, 1);
    await as("dao").subtasks.edit({ ...its, dueAt: "2026-12-14T03:00:00Z" });
    expect(await told("lek")).toEqual(["due.near: due.near (superseded)"]);
    // Two hours of work before Monday 10:00 in Bangkok.
    expect(await timersIn(storage)).toEqual(["2026-12-11T09:00"]);
    // Both servers sleep over two reminders, on Friday and on Saturday.
    clock.jump(Date.parse("2026-12-12T04:00:00Z") - clock.runtime.now());
    await until("2026-12-12T04:00:05.000Z", on.taskId, 2);
    expect((await dueEvents(on.taskId)).at(-1)).toContain("late");
    expect(await told("lek")).toHaveLength(2);
    expect(await timersIn(storage)).toEqual(["2026-12-14T03:00"]);
    await as("dao").subtasks.assign({ ...its, assigneeId: "dao" });
    expect((await told("lek")).at(-1)).toBe("due.near: due.near (superseded)");
    await until("2026-12-14T03:00:00.000Z", on.taskId, 3);
    expect(await told("dao")).toEqual(["due.passed: due.passed"]);
    await as("dao").subtasks.cancel(its);
    expect((await told("dao")).at(-1)).toMatch(/completed|cancelled/);
    const { tasks } = await as("ann").tasks.list({ boardId });
    expect(tasks[0]?.dueAt).toBeNull();
  });

  test("tasks have a due date too, of which the requester is told if nobody works on them", {
    timeout: 60_000,
  }, async () => {
    const { as, told, boardId, until, storage, system, clock } = await start();
    const dueAt = "2026-12-03T12:00:00+07:00";
    const { task } = await as("ann").tasks.create({ boardId, title: "A car", dueAt });
    expect(task.dueAt).toBe("2026-12-03T05:00:00.000Z");
    const on = { boardId, taskId: task.id };
    expect((await as("ann").tasks.get(on)).task).toEqual(task);
    for (const date of ["2026-11-27T03:00:00Z", "2026-11-01T00:00:00Z"])
      await expect(as("ann").tasks.edit({ ...on, dueAt: date })).rejects.toMatchObject({
        code: "invalid",
        details: { problems: [{ path: "dueAt" }] },
      });
    await until("2026-12-01T05:00:00.000Z", task.id, 1);
    expect(await told("ann")).toEqual(["due.near: due.near"]);
    expect(await told("dao")).toEqual([]);
    const { task: later } = await as("ann").tasks.edit({ ...on, dueAt: "2027-01-03T05:00:00Z" });
    expect(later.contentSince).toBe(0);
    expect(await told("ann")).toEqual(["due.near: due.near (superseded)"]);
    await as("ann").tasks.edit({ ...on, dueAt: null });
    expect(await timersIn(storage)).toEqual(["2026-12-02T05:00"]);
    await as("ann").tasks.edit({ ...on, dueAt: "2027-01-03T05:00:00Z" });
    await system.tasks.delete(on);
    await clock.until(
      "2027-01-01T05:00:00.000Z",
      async () => (await timersIn(storage)).length === 0,
    );
    expect(await timersIn(storage)).toEqual([]);
  });

  test("tells nobody twice if the clocks of two servers differ, and nobody too late", {
    timeout: 60_000,
  }, async () => {
    const { as, boardId, until, dueEvents, clock, storage } = await start(3_600_000);
    const dueAt = "2026-12-03T05:00:00.000Z";
    const { task } = await as("ann").tasks.create({ boardId, title: "A car", dueAt });
    const on = { boardId, taskId: task.id };
    // The second server tells an hour too early. The first one then changes the task.
    await until("2026-12-01T04:00:00.000Z", task.id, 1);
    await as("ann").tasks.edit({ ...on, title: "A red car" });
    await until("2026-12-03T02:00:00.000Z", task.id, 2);
    await as("ann").tasks.edit({ ...on, title: "A blue car" });
    await until("2026-12-03T04:00:00.000Z", task.id, 3);
    await as("ann").tasks.edit({ ...on, title: "A green car" });
    // By the clock of the second server, this date has passed already.
    const { version } = (await as("ann").tasks.get(on)).task;
    await as("dao").tasks.approve({ ...on, version });
    const soon = new Date(clock.runtime.now() + 1_800_000).toISOString();
    const part = { ...on, title: "Wash it", assigneeId: "lek", dueAt: soon };
    const { subtask } = await as("dao").subtasks.create(part);
    await until("2026-12-03T04:00:10.000Z", task.id, 4);
    await as("lek").subtasks.complete({ ...on, subtaskId: subtask.id });
    await as("lek").subtasks.reopen({ ...on, subtaskId: subtask.id });
    await until("2026-12-03T05:00:05.000Z", task.id, 4);
    expect(await dueEvents(task.id)).toEqual([
      "due.near 2026-12-01T05:00",
      "due.near 2026-12-03T03:00",
      "due.passed 2026-12-03T05:00",
      expect.stringMatching(/^due.passed 2026-12-03T05:00/),
    ]);
    await clock.until(
      "2026-12-04T04:31:00.000Z",
      async () => (await timersIn(storage)).length === 0,
    );
    expect(await dueEvents(task.id)).toHaveLength(4);
  });

  test("resolves a reminder that a server whose clock is ahead has sent too early", {
    timeout: 60_000,
  }, async () => {
    const { as, boardId, until, told } = await start(3_600_000);
    const dueAt = "2026-12-03T05:00:00.000Z";
    const { task } = await as("ann").tasks.create({ boardId, title: "A car", dueAt });
    const on = { boardId, taskId: task.id };
    await until("2026-12-01T04:00:00.000Z", task.id, 1);
    expect(await told("ann")).toEqual(["due.near: due.near"]);
    await as("ann").tasks.edit({ ...on, title: "A red car" });
    expect(await told("ann")).toEqual(["due.near: due.near"]);
    await as("ann").tasks.edit({ ...on, dueAt: null });
    expect(await told("ann")).toEqual(["due.near: due.near (superseded)"]);
  });

  test("templates count days and working days with the calendar", async () => {
    const { approved } = await start();
    const { subtasks } = await approved({ title: "From a template" });
    expect(subtasks.map((one) => one.dueAt?.slice(0, 16))).toEqual([
      "2026-11-29T03:00",
      "2026-12-01T03:00",
    ]);
  });
});

test("without the option, tasks have no due date and nobody is reminded", async () => {
  const taskwire = createTaskwire();
  await taskwire.open();
  onTestFinished(() => taskwire.close());
  await taskwire.system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
  const dao = taskwire.as({ userId: "dao" });
  const { id: boardId } = await dao.boards.create({ name: "Sales" });
  const { task } = await dao.tasks.create({ boardId, title: "A car" });
  expect(task).not.toHaveProperty("dueAt");
  const dueAt = "2027-01-03T05:00:00Z";
  await expect(dao.tasks.create({ boardId, title: "A car", dueAt })).rejects.toThrow(
    "takes the option `due`",
  );
});

test.each<[string, Parameters<typeof createTaskwire>[0]]>([
  ["a span that it can't count", { due: { remind: [{ hours: -1 }] } }],
  ["working time without a calendar", { due: { remind: [{ workHours: 2 }] } }],
  ["a calendar that isn't there", { due: { calendar: "office" } }],
])("createTaskwire refuses %s", (_, options) => {
  expect(() => createTaskwire(options)).toThrow(/^due: /);
});
