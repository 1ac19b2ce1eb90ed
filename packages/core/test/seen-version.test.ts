import { expect, test } from "vitest";
import type { ApprovalRole } from "../src/policy/approval-roles.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { decide } from "../src/testing/decide.ts";

async function boardWith(...people: readonly string[]) {
  const taskwire = createTaskwire();
  await taskwire.open();
  for (const id of people) await taskwire.system.users.put({ id, name: id, role: "ADMIN" });
  const { id: boardId } = await taskwire.system.boards.create({ name: "Sales" });
  for (const userId of people) await taskwire.system.members.add({ boardId, userId });
  return { taskwire, boardId };
}

test("a decision on a task that changed since the user saw it is a conflict, and names the current version", async () => {
  const { taskwire, boardId } = await boardWith("dao", "nok");
  const { task: seen } = await taskwire
    .as({ userId: "dao" })
    .tasks.create({ boardId, title: "A small van" });
  const on = { boardId, taskId: seen.id };
  const { task: edited } = await taskwire
    .as({ userId: "dao" })
    .tasks.edit({ ...on, title: "A sports car" });
  const nok = taskwire.as({ userId: "nok" });
  await expect(nok.tasks.approve({ ...on, version: seen.version })).rejects.toMatchObject({
    code: "conflict",
    details: { version: edited.version },
  });
  expect((await nok.tasks.approve({ ...on, version: edited.version })).task.state).toBe("approved");
});

test("users can't change their own role on a board", async () => {
  const { taskwire, boardId } = await boardWith("dao", "nok");
  const change = (by: string, role: ApprovalRole) =>
    taskwire.as({ userId: by }).members.change({ boardId, userId: "nok", role });
  await expect(change("nok", "ADMIN")).rejects.toMatchObject({
    code: "refused",
    details: { rule: "own_role" },
  });
  expect(await change("dao", "ADMIN_LIMITED")).toMatchObject({ role: "ADMIN_LIMITED" });
});

test("a disabled user gets nothing any more, not even the result of an earlier command", async () => {
  const { taskwire, boardId } = await boardWith("dao");
  const create = (key: string) =>
    taskwire.as({ userId: "dao" }).tasks.create({ boardId, title: "Car" }, { key });
  await create("key-00000001");
  await taskwire.system.users.put({ id: "dao", name: "dao", role: "ADMIN", disabled: true });
  for (const key of ["key-00000001", "key-00000002"])
    await expect(create(key)).rejects.toMatchObject({ code: "forbidden" });
});

test("a task has at most as many subtasks as fit into one frame, whatever their names", async () => {
  const { taskwire, boardId } = await boardWith("dao", "nok");
  const { task } = await taskwire
    .as({ userId: "dao" })
    .tasks.create({ boardId, title: "ก".repeat(200), description: "ก".repeat(8_000) });
  const on = { boardId, taskId: task.id };
  const nok = taskwire.as({ userId: "nok" });
  await decide(nok, "approve", on);
  const dependsOn: string[] = [];
  for (let i = 0; i < 100; i++) {
    const { subtask } = await nok.subtasks.create({
      ...on,
      title: "ก".repeat(200),
      dependsOn: dependsOn.slice(-20),
    });
    dependsOn.push(subtask.id);
  }
  await expect(nok.subtasks.create({ ...on, title: "one more" })).rejects.toMatchObject({
    code: "too_large",
  });
  expect((await nok.tasks.cancel(on)).subtasks).toHaveLength(100);
});
