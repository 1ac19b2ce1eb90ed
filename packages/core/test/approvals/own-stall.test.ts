import { expect, test, vi } from "vitest";
import { defineRoles } from "../../src/policy/roles.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { timedWith } from "./timed.ts";

const voter = { "task.read": true, "task.approve": true } as const;

/** A board with one voter, who has a request to vote on. */
async function startOffice() {
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
  const { task } = await as("ann").tasks.create({
    ...{ boardId, type: "purchase", title: "A printer", data: {} },
  });
  const told = async (userId: string) =>
    (await as(userId).inbox.list({})).notifications.map(({ reason }) => reason);
  return { taskwire, system, boardId, on: { boardId, taskId: task.id }, as, told };
}

test("a person who removes the last voter is told that the step is stalled, as all who can help", async () => {
  const { as, boardId, taskwire, told } = await startOffice();
  await as("cho").members.remove({ boardId, userId: "fay" });
  for (const userId of ["ann", "che", "cho"])
    await vi.waitFor(async () => expect(await told(userId)).toContain("approval.stalled"), 5_000);
  await taskwire.close();
});

test("a person who has put the report of a stall away is told of the next stall too", async () => {
  const { as, on, boardId, system, taskwire, told } = await startOffice();
  const stalls = async (times: number) =>
    vi.waitFor(
      async () =>
        expect((await told("ann")).filter((one) => one === "approval.stalled")).toHaveLength(times),
      5_000,
    );
  await as("cho").members.remove({ boardId, userId: "fay" });
  await stalls(1);
  const { notifications } = await as("ann").inbox.list({});
  const put = notifications.find(({ reason }) => reason === "approval.stalled");
  await as("ann").inbox.done({ ids: [String(put?.id)] });
  await system.members.add({ boardId, userId: "fay" });
  const types = async () => (await system.tasks.history(on)).events.map(({ type }) => type);
  await vi.waitFor(async () => expect(await types()).toContain("approval.resumed"), 5_000);
  await as("cho").members.remove({ boardId, userId: "fay" });
  await stalls(2);
  await taskwire.close();
});
