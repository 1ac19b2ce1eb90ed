import { expect, test } from "vitest";
import { z } from "zod";
import { command } from "../src/engine/operation/definition.ts";
import { idSchema } from "../src/model/id.ts";
import { changeTask } from "../src/operations/tasks/change-task.ts";
import { approvalRoles } from "../src/policy/approval-roles.ts";
import { defineRoles } from "../src/policy/roles.ts";
import { createTaskwire } from "../src/taskwire.ts";

const move = command({
  name: "tasks.move",
  target: "task",
  permission: "task.move",
  summary: "Move a task.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/move" },
  input: z.strictObject({
    boardId: idSchema,
    taskId: idSchema,
    fields: z.record(z.string(), z.string()),
  }),
  output: z.null(),
  async run(context, { fields }) {
    const before = context.task();
    await changeTask(context, {
      before,
      task: { ...before, ...fields },
      events: [{ type: "task.moved" }],
    });
    return null;
  },
});

test("an operation can't move a task to an unknown state or type, and nothing is stored", async () => {
  const taskwire = createTaskwire({
    roles: defineRoles({
      extends: approvalRoles,
      permissions: ["task.move"],
      roles: { ADMIN: { "task.move": true } },
    }),
    operations: { "tasks.move": move },
    events: { "task.moved": z.looseObject({}) },
  });
  await taskwire.open();
  await taskwire.system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
  const dao = taskwire.as({ userId: "dao" });
  const { id: boardId } = await dao.boards.create({ name: "Sales" });
  const { task } = await dao.tasks.create({ boardId, title: "Sell" });
  const on = { boardId, taskId: task.id };
  const moved = (fields: { [field: string]: string }) => dao.tasks.move({ ...on, fields });
  await expect(moved({ state: "approvd" })).rejects.toThrow(
    'has no state "approvd"; there are pending, approved',
  );
  await expect(moved({ state: "toString" })).rejects.toThrow('has no state "toString"');
  await expect(moved({ type: "tusk" })).rejects.toThrow("is a task, and can't become a tusk");
  expect((await dao.tasks.get(on)).task).toEqual(task);
  await moved({ state: "rejected" });
  expect((await dao.tasks.get(on)).task.state).toBe("rejected");
  await taskwire.close();
});
