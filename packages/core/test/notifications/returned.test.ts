import { expect, test } from "vitest";
import { z } from "zod";
import { createTaskwire, defineRoles, defineWorkflow } from "../../src/index.ts";
import { fakeRuntime } from "../../src/testing/fake-runtime.ts";

/** An article is a draft first, and can come back to its author. An editor decides on it. */
const workflow = defineWorkflow({
  name: "publication",
  initial: "draft",
  decisionNeeds: "nothing",
  states: {
    draft: { kind: "waiting" },
    submitted: { kind: "waiting" },
    printed: { kind: "done" },
    dropped: { kind: "dropped" },
  },
  actions: {
    submit: { from: "draft", to: "submitted" },
    revise: { from: "submitted", to: "draft", decision: true, reason: "required" },
    accept: { from: "submitted", to: "printed", decision: true },
    give_up: { from: ["draft", "submitted"], to: "dropped" },
  },
  types: { article: { data: z.strictObject({}) } },
});

const roles = defineRoles({
  workflow,
  roles: {
    AUTHOR: {
      "task.read": ["involved"],
      "task.create": true,
      "task.submit": ["requester"],
      "task.give_up": ["requester"],
    },
    EDITOR: { "task.read": true, "task.revise": true, "task.accept": true, "member.add": true },
  },
});

async function openPublisher() {
  const runtime = fakeRuntime();
  const taskwire = createTaskwire({ workflow, roles, runtime });
  await taskwire.open();
  const { system } = taskwire;
  for (const [id, role] of [
    ["ann", "AUTHOR"],
    ["cy", "EDITOR"],
  ] as const)
    await system.users.put({ id, name: id, role });
  const { id: boardId } = await system.boards.create({ name: "Journal" });
  for (const userId of ["ann", "cy"]) await system.members.add({ boardId, userId });
  const [ann, cy] = [taskwire.as({ userId: "ann" }), taskwire.as({ userId: "cy" })];
  const inbox = async (person: typeof ann) =>
    (await person.inbox.list({})).notifications
      .filter(({ reason }) => reason !== "member")
      .map(({ reasons, state, resolution, excerpt }) => [
        reasons.join(),
        resolution ?? state,
        excerpt,
      ]);
  const { task } = await ann.tasks.create({ boardId, type: "article", title: "Moon", data: {} });
  return { taskwire, runtime, ann, cy, inbox, on: { boardId, taskId: task.id } };
}

test("nobody is told that a draft has no deciders", async () => {
  const { ann, cy, inbox } = await openPublisher();
  expect([await inbox(ann), await inbox(cy)]).toEqual([[], []]);
});

test("a decision that returns a task asks its requester for a revision, until it goes on", async () => {
  const { ann, cy, inbox, on } = await openPublisher();
  await ann.tasks.submit(on);
  await cy.tasks.revise({ ...on, reason: "Too long" });
  expect(await inbox(ann)).toEqual([["revision.requested", "open", "Too long"]]);
  expect(await inbox(cy)).toEqual([["approval.requested", "decided", "Moon"]]);
  await ann.tasks.submit(on);
  expect(await inbox(ann)).toEqual([["revision.requested", "completed", "Too long"]]);
  expect((await inbox(cy)).at(0)?.slice(0, 2)).toEqual(["approval.requested,decider", "open"]);
});

test("the request for a revision is cancelled if the requester gives up", async () => {
  const { ann, cy, inbox, on } = await openPublisher();
  await ann.tasks.submit(on);
  await cy.tasks.revise({ ...on, reason: "Too long" });
  await ann.tasks.give_up(on);
  expect((await inbox(ann)).map(([, state]) => state)).toContain("cancelled");
});

test("an editor who comes later, or leaves, changes nothing about drafts", async () => {
  const { taskwire, runtime, ann, cy, inbox, on } = await openPublisher();
  await ann.tasks.submit(on);
  await cy.tasks.revise({ ...on, reason: "Too long" });
  const { system } = taskwire;
  await system.users.put({ id: "di", name: "di", role: "EDITOR" });
  await system.members.add({ boardId: on.boardId, userId: "di" });
  for (const id of ["cy", "di"])
    await system.users.put({ id, name: id, role: "EDITOR", disabled: true });
  await runtime.settle();
  expect(await inbox(ann)).toEqual([["revision.requested", "open", "Too long"]]);
});
