import { beforeEach, describe, expect, test } from "vitest";
import type { Subtask } from "../src/model/subtask.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import { decide } from "../src/testing/decide.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";
import { nodeOn } from "./support/approval-node.ts";

let it: Awaited<ReturnType<typeof approved>>;

/** An approved task with four subtasks, of which the second one waits for the first one. */
async function approved() {
  const { node, boardId } = await nodeOn(memoryStorage(), fakeRuntime());
  const boss = node.as({ userId: "boss" });
  const { task } = await node.as({ userId: "asker" }).tasks.create({ boardId, title: "Sell" });
  const on = { boardId, taskId: task.id };
  await decide(boss, "approve", on);
  const ids: string[] = [];
  for (const title of ["A", "B", "C", "D"]) {
    const dependsOn = title === "B" ? ids.slice(0, 1) : [];
    const made = await boss.subtasks.create({ ...on, title, dependsOn, assigneeId: "worker" });
    ids.push(made.subtask.id);
  }
  const subtask = (index: number) => ({ ...on, subtaskId: ids[index] as string });
  const order = async () =>
    (await boss.tasks.get(on)).subtasks
      .toSorted((a: Subtask, b: Subtask) => a.position - b.position)
      .map(({ title }) => title)
      .join("");
  return { node, boss, on, ids, subtask, order };
}

beforeEach(async () => {
  it = await approved();
});

describe("a subtask", () => {
  test("can get another title and another date, in one event (B5)", async () => {
    const { boss, on, subtask } = it;
    const dueAt = "2026-12-24T12:00:00.000Z";
    const { subtask: edited } = await boss.subtasks.edit({ ...subtask(0), title: "Aa", dueAt });
    expect(edited).toMatchObject({ title: "Aa", dueAt, position: 0, assigneeId: "worker" });
    expect((await boss.subtasks.edit({ ...subtask(0), dueAt: null })).subtask.dueAt).toBeNull();
    const { events } = await boss.tasks.history(on);
    expect(events.map(({ type }) => type).slice(0, 2)).toEqual([
      "subtask.edited",
      "subtask.edited",
    ]);
  });

  test("that is edited to what it is stays the same, without an event (B5)", async () => {
    const { boss, on, subtask } = it;
    const { task } = await boss.tasks.get(on);
    await boss.subtasks.edit({ ...subtask(1), title: "B", position: 1, dueAt: null });
    expect((await boss.tasks.get(on)).task.version).toBe(task.version);
  });

  test("depends on each subtask once, in whatever order they are named (A4)", async () => {
    const { boss, on, subtask, ids } = it;
    const [a = "", b = ""] = ids;
    const made = await boss.subtasks.create({ ...on, title: "E", dependsOn: [b, a, b] });
    expect(made.subtask.dependsOn).toEqual([b, a]);
    const edited = await boss.subtasks.edit({ ...subtask(3), dependsOn: [a, b, a] });
    expect(edited.subtask.dependsOn).toEqual([a, b]);
    const again = await boss.subtasks.edit({ ...subtask(3), dependsOn: [b, a, b] });
    expect(again).toEqual(edited);
    const fewer = await boss.subtasks.edit({ ...subtask(3), dependsOn: [b, b] });
    expect(fewer.subtask.dependsOn).toEqual([b]);
  });

  test.each([
    [0, 3, "BCDA"],
    [3, 0, "DABC"],
    [1, 2, "ACBD"],
    [2, 2, "ABCD"],
  ])("moves from position %i to %i, and the others make room (B5)", async (from, to, expected) => {
    await it.boss.subtasks.edit({ ...it.subtask(from), position: to });
    expect(await it.order()).toBe(expected);
    const positions = (await it.boss.tasks.get(it.on)).subtasks.map(({ position }) => position);
    expect(positions.toSorted()).toEqual([0, 1, 2, 3]);
  });

  test("can't move to a position that the task doesn't have (B5)", async () => {
    await expect(it.boss.subtasks.edit({ ...it.subtask(0), position: 4 })).rejects.toMatchObject({
      code: "invalid",
    });
  });

  test("can depend on others, but never on itself, also by way of others (B5)", async () => {
    const { boss, ids, subtask } = it;
    await boss.subtasks.edit({ ...subtask(2), dependsOn: [ids[1] as string] });
    const [a = "", b = "", c = "", d = ""] = ids;
    for (const dependsOn of [[a], [b], [d, c], ["no-such-subtask"]])
      await expect(boss.subtasks.edit({ ...subtask(0), dependsOn })).rejects.toMatchObject({
        code: "invalid",
      });
    await boss.subtasks.edit({ ...subtask(1), dependsOn: [] });
    await boss.subtasks.edit({ ...subtask(0), dependsOn: [ids[2] as string] });
  });

  test("is not edited by somebody who saw an older version (B5)", async () => {
    const { boss, subtask } = it;
    const { subtask: first } = await boss.subtasks.edit({ ...subtask(0), title: "Aa" });
    await boss.subtasks.edit({ ...subtask(0), title: "Aaa", version: first.version });
    await expect(
      boss.subtasks.edit({ ...subtask(0), title: "A", version: first.version }),
    ).rejects.toMatchObject({ code: "conflict" });
  });

  test("can be cancelled: then it holds up no other, and can come back (B5)", async () => {
    const { boss, on, subtask, node } = it;
    const { task } = await boss.subtasks.cancel(subtask(0));
    expect(task).toMatchObject({ state: "approved", done: 0, total: 3, cancelled: 1 });
    await boss.subtasks.complete(subtask(1));
    const restored = await boss.subtasks.restore(subtask(0));
    expect(restored.task).toMatchObject({ done: 1, total: 4, cancelled: 0 });
    expect(await it.order()).toBe("ABCD");
    await expect(
      node.as({ userId: "worker" }).subtasks.cancel({ ...on, subtaskId: it.ids[0] as string }),
    ).rejects.toMatchObject({ code: "forbidden" });
  });

  test("that was cancelled by a person doesn't come back with the task (B5)", async () => {
    const { boss, on, subtask } = it;
    await boss.subtasks.cancel(subtask(0));
    await boss.tasks.cancel(on);
    await boss.tasks.restore(on);
    const { subtasks } = await decide(boss, "approve", on);
    expect(subtasks.map(({ title, state }) => `${title} ${state}`)).toEqual([
      "A cancelled",
      "B open",
      "C open",
      "D open",
    ]);
  });

  test("that is cancelled as the last open one completes the task (B5)", async () => {
    const { boss, on, subtask } = it;
    for (const index of [0, 1, 2]) await boss.subtasks.complete(subtask(index));
    const { task } = await boss.subtasks.cancel(subtask(3));
    expect(task).toMatchObject({ state: "completed", done: 3, total: 3, cancelled: 1 });
    const { task: again } = await boss.subtasks.restore(subtask(3));
    expect(again).toMatchObject({ state: "approved", done: 3, total: 4 });
    expect((await boss.tasks.get(on)).task).toEqual(again);
  });

  test("that is cancelled notifies its assignee, and resolves the requests to work on it (B5)", async () => {
    const { boss, subtask, node } = it;
    for (const index of [0, 1, 2, 3]) await boss.subtasks.cancel(subtask(index));
    const { notifications } = await node.as({ userId: "worker" }).inbox.list({});
    expect(notifications[0]).toMatchObject({ type: "subtask.cancelled", reason: "assigned" });
    const asked = notifications.filter(({ type }) => type === "subtask.created");
    expect(asked.map(({ state }) => state)).toEqual(asked.map(() => "resolved"));
  });

  test.each([
    ["cancelled", (on: object) => it.boss.subtasks.cancel(on as never)],
    ["no longer needed", () => it.boss.subtasks.edit({ ...it.subtask(1), dependsOn: [] })],
  ])(
    "that waits for one that is %s tells its assignee that it is their turn (B5)",
    async (_, act) => {
      const { boss, subtask, node } = it;
      await boss.subtasks.assign({ ...subtask(1), assigneeId: "helper" });
      await act(subtask(0));
      const { notifications } = await node.as({ userId: "helper" }).inbox.list({});
      expect(notifications[0]).toMatchObject({ reason: "assigned" });
      expect(["subtask.cancelled", "subtask.edited"]).toContain(notifications[0]?.type);
    },
  );
});

describe("a task", () => {
  test("that was cancelled by mistake is restored: it waits for a decision again, and deciders are asked (B5)", async () => {
    const { boss, on, node } = it;
    await boss.tasks.cancel(on);
    const { task } = await node.as({ userId: "asker" }).tasks.restore(on);
    expect(task).toMatchObject({ state: "pending", kind: "waiting" });
    const { notifications } = await boss.inbox.list({});
    expect(notifications[0]).toMatchObject({ type: "task.restored", reason: "approval.requested" });
  });

  test("that was completed by mistake is reopened, with all that was done (B5)", async () => {
    const { boss, on, subtask } = it;
    for (const index of [0, 1, 2, 3]) await boss.subtasks.complete(subtask(index));
    const { task } = await boss.tasks.reopen(on);
    expect(task).toMatchObject({ state: "approved", done: 4, total: 4 });
    await boss.subtasks.create({ ...on, title: "E" });
    await expect(boss.tasks.complete(on)).rejects.toMatchObject({ code: "refused" });
  });
});
