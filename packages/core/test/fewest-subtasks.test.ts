import { expect, test } from "vitest";
import { approvalRoles } from "../src/policy/approval-roles.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { decide } from "../src/testing/decide.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";
import { approvalWorkflow } from "../src/workflow/approval.ts";
import { defineTemplates } from "../src/workflow/templates.ts";

const templates = defineTemplates(
  { workflow: approvalWorkflow, roles: approvalRoles },
  {
    shared: {
      version: 1,
      type: "task",
      when: ({ title }) => title.startsWith("Shared"),
      subtasks: {
        one: { title: "One", assignee: { role: "ADMIN_LIMITED" } },
        two: { title: "Two", assignee: { role: "ADMIN_LIMITED" } },
        three: { title: "Three", assignee: { role: "ADMIN_LIMITED" } },
      },
    },
  },
);

/** A board on which people have so many open subtasks. */
async function boardWith(loads: { readonly [userId: string]: number }) {
  const node = createTaskwire({ storage: memoryStorage(), runtime: fakeRuntime(), templates });
  await node.open();
  const { system } = node;
  const { id: boardId } = await system.boards.create({ name: "Sales" });
  await system.users.put({ id: "asker", name: "asker", role: "ADMIN" });
  await system.members.add({ boardId, userId: "asker" });
  const approved = async (title: string) => {
    const { task } = await node.as({ userId: "asker" }).tasks.create({ boardId, title });
    return decide(system, "approve", { boardId, taskId: task.id });
  };
  for (const [userId, count] of Object.entries(loads)) {
    await system.users.put({ id: userId, name: userId, role: "ADMIN_LIMITED" });
    await system.members.add({ boardId, userId });
    let taskId = "";
    for (let i = 0; i < count; i++) {
      if (i % 90 === 0) taskId = (await approved("Own")).task.id;
      await system.subtasks.create({ boardId, taskId, title: "Part", assigneeId: userId });
    }
  }
  return async () => (await approved("Shared")).subtasks.map(({ assigneeId }) => assigneeId);
}

test.each<[{ readonly [userId: string]: number }, readonly string[]]>([
  [{ lek: 130, mali: 101 }, ["mali", "mali", "mali"]],
  [{ lek: 101, mali: 100 }, ["mali", "lek", "mali"]],
  [{ lek: 20, mali: 19, nok: 21 }, ["mali", "lek", "mali"]],
  [{ lek: 0, mali: 300 }, ["lek", "lek", "lek"]],
])(
  "a role's work goes to the person with the fewest open subtasks, however many they have: %j (B3)",
  async (loads, expected) => {
    expect(await (await boardWith(loads))()).toEqual(expected);
  },
);
