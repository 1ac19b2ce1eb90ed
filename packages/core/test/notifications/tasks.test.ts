import { expect, test } from "vitest";
import { decide } from "../../src/testing/decide.ts";
import { type Office, startOffice } from "../support/office.ts";

/** The notifications of each person. */
const all = async ({ told }: Office, ...people: string[]) =>
  Object.fromEntries(
    await Promise.all(people.map(async (person) => [person, await told(person)] as const)),
  );

test("a submitted task asks everyone who may decide, except the requester", async () => {
  const office = await startOffice();
  await office.submit("lek");
  expect(await all(office, "dao", "nok", "lek", "mali")).toEqual({
    dao: ["task.created: approval.requested"],
    nok: ["task.created: approval.requested"],
    lek: [],
    mali: [],
  });
  const [row] = await office.rows("dao");
  expect(row).toMatchObject({
    reason: "approval.requested",
    critical: true,
    actor: "lek",
    excerpt: "A holiday",
  });
});

test("an administrator's own request asks only the others, because nobody decides on their own", async () => {
  const office = await startOffice();
  await office.submit("dao");
  expect(await all(office, "dao", "nok")).toEqual({
    dao: [],
    nok: ["task.created: approval.requested"],
  });
});

test("an approval notifies the requester and the assignees, and resolves the other requests", async () => {
  const office = await startOffice();
  const taskId = await office.submit("lek", "Sell the blue one");
  await decide(office.as("dao"), "approve", { boardId: office.boardId, taskId });
  expect(await all(office, "dao", "nok", "lek", "mali")).toEqual({
    dao: ["task.created: approval.requested (decided by dao)"],
    nok: ["task.created: approval.requested (decided by dao)"],
    lek: ["task.approved: requester", "subtask.created: assigned"],
    mali: ["subtask.created: assigned"],
  });
  expect((await office.rows("lek")).map(({ excerpt }) => excerpt)).toEqual([
    "Sell the blue one",
    "Verify, Register",
  ]);
  expect(await office.unread("nok")).toBe(0);
});

test("a rejection notifies the requester, with the reason", async () => {
  const office = await startOffice();
  const taskId = await office.submit("lek");
  await decide(office.as("dao"), "reject", {
    boardId: office.boardId,
    taskId,
    reason: "Not in  July",
  });
  expect(await all(office, "nok", "lek")).toEqual({
    nok: ["task.created: approval.requested (decided by dao)"],
    lek: ["task.rejected: requester"],
  });
  expect((await office.rows("lek"))[0]?.excerpt).toBe("Not in July");
});

test("a resubmitted task asks again, and the user who rejected it is told with the strongest reason", async () => {
  const office = await startOffice();
  const { boardId } = office;
  const taskId = await office.submit("lek");
  await decide(office.as("dao"), "reject", { boardId, taskId, reason: "No" });
  await office.as("lek").tasks.resubmit({ boardId, taskId });
  expect(await all(office, "dao", "nok", "lek")).toEqual({
    dao: [
      "task.created: approval.requested (decided by dao)",
      "task.resubmitted: approval.requested, decider",
    ],
    nok: [
      "task.created: approval.requested (decided by dao)",
      "task.resubmitted: approval.requested",
    ],
    lek: ["task.rejected: requester"],
  });
});

test("a cancelled task notifies the requester and the assignees, and resolves its requests", async () => {
  const office = await startOffice();
  const { boardId } = office;
  const waiting = await office.submit("lek");
  await office.as("lek").tasks.cancel({ boardId, taskId: waiting });
  expect(await all(office, "dao", "lek")).toEqual({
    dao: ["task.created: approval.requested (cancelled)"],
    lek: [],
  });
  const begun = await office.submit("lek", "Sell the red one");
  await decide(office.as("dao"), "approve", { boardId, taskId: begun });
  await office.as("nok").tasks.cancel({ boardId, taskId: begun });
  expect(await office.told("mali")).toEqual([
    "subtask.created: assigned (cancelled)",
    "task.cancelled: assigned",
  ]);
  expect(await office.told("lek")).toEqual([
    "task.approved: requester",
    "subtask.created: assigned (cancelled)",
    "task.cancelled: assigned, requester",
  ]);
});

test("a completed task notifies the requester, the decider and the followers, but not the actor", async () => {
  const office = await startOffice();
  const { boardId } = office;
  const taskId = await office.submit("lek", "Sell the blue one");
  const { subtasks } = await decide(office.as("dao"), "approve", { boardId, taskId });
  await office.as("nok").preferences.set({ target: `task:${taskId}`, level: "all" });
  const [verify, register, wash] = subtasks.map(({ id }) => id) as [string, string, string];
  await office.as("mali").subtasks.complete({ boardId, taskId, subtaskId: wash });
  await office.as("lek").subtasks.complete({ boardId, taskId, subtaskId: verify });
  expect(await office.told("dao")).toHaveLength(1);
  await office.as("lek").subtasks.complete({ boardId, taskId, subtaskId: register });
  expect((await office.told("dao")).at(-1)).toBe("task.completed: decider");
  expect((await office.told("nok")).at(-1)).toBe("task.completed: follower");
  expect(await office.told("lek")).toEqual([
    "task.approved: requester",
    "subtask.created: assigned (completed)",
  ]);
});

test("a new or reassigned subtask notifies its old and new assignees", async () => {
  const office = await startOffice();
  const { boardId } = office;
  const taskId = await office.submit("lek");
  await decide(office.as("dao"), "approve", { boardId, taskId });
  const { subtask } = await office
    .as("dao")
    .subtasks.create({ boardId, taskId, title: "Call", assigneeId: "nok" });
  await office
    .as("dao")
    .subtasks.assign({ boardId, taskId, subtaskId: subtask.id, assigneeId: "lek" });
  expect((await office.told("nok")).slice(1)).toEqual([
    "subtask.created: assigned (cancelled)",
    "subtask.assigned: assigned",
  ]);
  expect((await office.told("lek")).at(-1)).toBe("subtask.assigned: assigned");
});

test("a user without work left on a task they can't otherwise see loses its notifications and their text", async () => {
  const office = await startOffice();
  const { boardId } = office;
  const taskId = await office.submit("dao");
  await decide(office.as("nok"), "approve", { boardId, taskId });
  const { subtask } = await office
    .as("dao")
    .subtasks.create({ boardId, taskId, title: "Secret", assigneeId: "mali" });
  expect((await office.rows("mali"))[0]?.excerpt).toBe("Secret");
  await office
    .as("dao")
    .subtasks.assign({ boardId, taskId, subtaskId: subtask.id, assigneeId: null });
  const [row] = await office.rows("mali");
  expect(row).toMatchObject({ state: "resolved", excerpt: null });
  expect(await office.told("mali")).toHaveLength(1);
});
