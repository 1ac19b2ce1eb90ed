import { expect, test, vi } from "vitest";
import { approvalRoles } from "../src/policy/approval-roles.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { decide } from "../src/testing/decide.ts";
import { approvalWorkflow } from "../src/workflow/approval.ts";
import { defineTemplates } from "../src/workflow/templates.ts";

const templates = defineTemplates(
  { workflow: approvalWorkflow, roles: approvalRoles },
  {
    sale: {
      version: 1,
      type: "task",
      subtasks: { keys: { title: "Hand over the keys", assignee: "creator" } },
    },
  },
);

/**
 * Two nodes on one storage without a common transport, and the number of reads by the first one.
 */
async function twoNodes() {
  const storage = memoryStorage();
  let reads = 0;
  const get: typeof storage.get = (...input) => {
    reads++;
    return storage.get(...input);
  };
  const counted = { ...storage, get };
  // Preferences are read anew each time, so notifications are off.
  const here = createTaskwire({ storage: counted, notifications: false, templates });
  const there = createTaskwire({ storage, templates });
  await here.open();
  for (const id of ["dao", "nok"]) await here.system.users.put({ id, name: id, role: "ADMIN" });
  const { id: boardId } = await here.as({ userId: "dao" }).boards.create({ name: "Sales" });
  await here.as({ userId: "dao" }).members.add({ boardId, userId: "nok" });
  // A job looks for tasks that wait for the new member. Its reads are not counted.
  await vi.waitFor(async () => {
    const query = { index: "due", equals: { status: "waiting" }, limit: 1 };
    expect((await storage.list("jobs", query)).records).toEqual([]);
  }, 30_000);
  return { here, there, boardId, reads: () => reads };
}

test("a command on records that this node has just written reads nothing again", async () => {
  const { here, boardId, reads } = await twoNodes();
  const dao = here.as({ userId: "dao" });
  await dao.tasks.create({ boardId, title: "first" });
  const before = reads();
  const { task } = await dao.tasks.create({ boardId, title: "Car" });
  const { task: edited } = await dao.tasks.edit({ boardId, taskId: task.id, title: "Bus" });
  const nok = here.as({ userId: "nok" });
  await nok.tasks.reject({ boardId, taskId: edited.id, version: edited.version, reason: "No" });
  expect(reads()).toBe(before);
});

test("the assignees of an approval are not read again, if this node knows them", async () => {
  const { here, boardId, reads } = await twoNodes();
  const nok = here.as({ userId: "nok" });
  await nok.tasks.create({ boardId, title: "first" });
  const {
    task: { id: taskId, version },
  } = await here.as({ userId: "dao" }).tasks.create({ boardId, title: "Car" });
  const before = reads();
  const { subtasks } = await nok.tasks.approve({ boardId, taskId, version });
  expect(subtasks).toMatchObject([{ assigneeId: "dao" }]);
  expect(reads()).toBe(before);
});

test("an approval assigns no work to a user whom another node has removed meanwhile", async () => {
  const { here, there, boardId } = await twoNodes();
  await here.as({ userId: "nok" }).tasks.create({ boardId, title: "first" });
  const {
    task: { id: taskId },
  } = await here.as({ userId: "dao" }).tasks.create({ boardId, title: "Car" });
  await there.system.members.remove({ boardId, userId: "dao" });
  const { subtasks } = await decide(here.as({ userId: "nok" }), "approve", { boardId, taskId });
  expect(subtasks).toMatchObject([{ assigneeId: null }]);
});

test("nobody is refused because of an outdated cache", async () => {
  const { here, there, boardId } = await twoNodes();
  const {
    task: { id: taskId },
  } = await here.as({ userId: "dao" }).tasks.create({ boardId, title: "Car" });
  await decide(there.as({ userId: "nok" }), "reject", { boardId, taskId, reason: "Which?" });
  // This node's cache has the task as pending, which can't be resubmitted.
  const { task } = await here.as({ userId: "dao" }).tasks.resubmit({ boardId, taskId });
  expect(task.state).toBe("pending");
});

test("nobody is accepted because of an outdated cache", async () => {
  const { here, there, boardId } = await twoNodes();
  const {
    task: { id: taskId },
  } = await here.as({ userId: "dao" }).tasks.create({ boardId, title: "Car" });
  await here.as({ userId: "nok" }).tasks.create({ boardId, title: "Bus" });
  await there.system.members.remove({ boardId, userId: "nok" });
  await expect(
    decide(here.as({ userId: "nok" }), "approve", { boardId, taskId }),
  ).rejects.toMatchObject({
    code: "not_found",
  });
  await there.system.users.put({ id: "dao", name: "dao", role: "ADMIN", disabled: true });
  await expect(
    here.as({ userId: "dao" }).tasks.create({ boardId, title: "x" }),
  ).rejects.toMatchObject({
    code: "forbidden",
  });
});

test("a repeat gets the first result, although the cache has a later state", async () => {
  const { here, boardId } = await twoNodes();
  const {
    task: { id: taskId, version },
  } = await here.as({ userId: "dao" }).tasks.create({ boardId, title: "Car" });
  const approve = () =>
    here.as({ userId: "nok" }).tasks.approve({ boardId, taskId, version }, { key: "key-00000001" });
  const first = await approve();
  expect(await approve()).toEqual(first);
});

test("a changed record is cached as committed, not as read", async () => {
  const { here, boardId } = await twoNodes();
  const dao = here.as({ userId: "dao" });
  const {
    task: { id: taskId },
  } = await dao.tasks.create({ boardId, title: "one", description: "kept" });
  for (const title of ["two", "three"]) await dao.tasks.edit({ boardId, taskId, title });
  const { task: edited } = await dao.tasks.edit({ boardId, taskId, description: "changed" });
  expect(edited).toMatchObject({ title: "three", description: "changed" });
  expect((await dao.tasks.get({ boardId, taskId })).task).toEqual(edited);
});
