import { approvalRoles } from "../../src/policy/approval-roles.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import type { FakeRuntime } from "../../src/testing/fake-runtime.ts";
import { approvalWorkflow } from "../../src/workflow/approval.ts";
import { defineTemplates } from "../../src/workflow/templates.ts";

const templates = defineTemplates(
  { workflow: approvalWorkflow, roles: approvalRoles },
  {
    sale: {
      version: 1,
      type: "task",
      subtasks: {
        verify: { title: "Verify", assignee: { user: "worker" } },
        register: { title: "Register", assignee: { role: "ADMIN_LIMITED" }, after: ["verify"] },
      },
    },
  },
);

/**
 * A node with the default workflow, a board and four users on it: an ADMIN and three ADMIN_LIMITED.
 */
export async function nodeOn(storage: Storage, runtime: FakeRuntime, withTemplate = false) {
  const node = createTaskwire({
    storage,
    runtime,
    ...(withTemplate && { templates }),
    onError: () => {},
  });
  await node.open();
  const { id: boardId } = await node.system.boards.create({ name: "Board" });
  for (const id of ["boss", "asker", "worker", "helper"]) {
    await node.system.users.put({ id, name: id, role: id === "boss" ? "ADMIN" : "ADMIN_LIMITED" });
    await node.system.members.add({ boardId, userId: id });
  }
  return { node, boardId };
}
