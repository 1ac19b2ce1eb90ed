import { expect, test, vi } from "vitest";
import { defineRoles } from "../../src/policy/roles.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { timedWith } from "./timed.ts";

const voter = { "task.read": true, "task.approve": true } as const;

test("a person who removes the last voter is told that the step is stalled, as all who can help", async () => {
  const workflow = timedWith({ steps: { line: { by: { role: "FINANCE" } } } });
  const roles = defineRoles({
    workflow,
    roles: {
      STAFF: { "task.read": ["involved"], "task.create": true },
      FINANCE: voter,
      CHIEF: { ...voter, "task.addVoter": true, "member.remove": true },
    },
  });
  const taskwire = createTaskwire({ workflow, roles });
  await taskwire.open();
  const { system } = taskwire;
  const { id: boardId } = await system.boards.create({ name: "Purchases" });
  const people = { ann: "STAFF", fay: "FINANCE", cho: "CHIEF", che: "CHIEF" } as const;
  for (const [id, role] of Object.entries(people)) {
    await system.users.put({ id, name: id, role });
    await system.members.add({ boardId, userId: id });
  }
  const as = (userId: string) => taskwire.as({ userId });
  await as("ann").tasks.create({ boardId, type: "purchase", title: "A printer", data: {} });
  await as("cho").members.remove({ boardId, userId: "fay" });
  const told = async (userId: string) =>
    (await as(userId).inbox.list({})).notifications.map(({ reason }) => reason);
  for (const userId of ["ann", "che", "cho"])
    await vi.waitFor(async () => expect(await told(userId)).toContain("approval.stalled"), 5_000);
  await taskwire.close();
});
