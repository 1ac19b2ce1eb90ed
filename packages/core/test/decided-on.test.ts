import { expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { command } from "../src/engine/operation/definition.ts";
import { emitTaskChange } from "../src/operations/tasks/task-change.ts";
import { defineRoles } from "../src/policy/roles.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { decide } from "../src/testing/decide.ts";
import { approvalWorkflowFor } from "../src/workflow/approval.ts";
import { defineWorkflow } from "../src/workflow/workflow.ts";

const types = { payment: { data: z.strictObject({ amount: z.number() }) } };

/** Work that has begun can be stopped, which is a decision too. */
const definition = {
  name: "payment",
  initial: "asked",
  states: {
    asked: { kind: "waiting" },
    agreed: { kind: "working" },
    paid: { kind: "done" },
    stopped: { kind: "dropped" },
  },
  actions: {
    agree: { from: "asked", to: "agreed", decision: true },
    stop: { from: "agreed", to: "stopped", decision: true },
    ask_again: { from: "stopped", to: "asked" },
    pay: { from: "agreed", to: "paid", trigger: "subtasks.done" },
  },
  types,
} as const;

const workflow = defineWorkflow(definition);
const roles = defineRoles({
  workflow,
  permissions: ["task.reprice", "task.waive"],
  roles: {
    BOSS: {
      "task.read": true,
      "task.create": true,
      "task.agree": true,
      "task.stop": true,
      "task.edit": true,
      "task.ask_again": true,
      "task.reprice": true,
      "task.waive": true,
      "comment.post": true,
      "subtask.create": true,
      "subtask.complete": true,
    },
  },
});

/** The app's own edit. */
const reprice = command({
  name: "tasks.reprice",
  target: "task",
  permission: "task.reprice",
  summary: "Change the amount.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/reprice" },
  input: z.strictObject({ boardId: z.string(), taskId: z.string(), amount: z.number() }),
  output: z.unknown(),
  run(context, { amount }) {
    const before = context.task();
    const task = { ...before, data: { amount } };
    return emitTaskChange(context, { before, task, events: [{ type: "task.edited" }] });
  },
});

/** The app's own decision. */
const waive = command({
  name: "tasks.waive",
  target: "task",
  permission: "task.waive",
  summary: "Decide that nothing is to be paid.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/waive" },
  decides: true,
  input: z.strictObject({
    boardId: z.string(),
    taskId: z.string(),
    version: z.number().optional(),
  }),
  output: z.unknown(),
  run: (context) => context.task(),
});

async function start(definitions: Partial<Parameters<typeof createTaskwire>[0]> = {}) {
  const taskwire = createTaskwire({
    workflow,
    roles,
    operations: { "tasks.reprice": reprice, "tasks.waive": waive },
    ...(definitions as object),
  });
  await taskwire.open();
  for (const id of ["ann", "bea"]) await taskwire.system.users.put({ id, name: id, role: "BOSS" });
  const { id: boardId } = await taskwire.system.boards.create({ name: "Payments" });
  for (const userId of ["ann", "bea"]) await taskwire.system.members.add({ boardId, userId });
  const [ann, bea] = [taskwire.as({ userId: "ann" }), taskwire.as({ userId: "bea" })];
  const { task } = await ann.tasks.create({
    boardId,
    type: "payment",
    title: "Rent",
    data: { amount: 90 },
  });
  return { taskwire, ann, bea, on: { boardId, taskId: task.id }, task };
}

const isConflict = { code: "conflict", details: { version: expect.any(Number) } };

test("progress, comments and an edit that changes nothing don't stand in the way of a decision (B9)", async () => {
  const { ann, bea, on, task } = await start();
  const { task: agreed } = await bea.tasks.agree({ ...on, version: task.version });
  const { subtask } = await bea.subtasks.create({ ...on, title: "Transfer it" });
  await bea.subtasks.create({ ...on, title: "File it" });
  await ann.comments.post({ ...on, text: "Soon?" });
  await bea.subtasks.complete({ ...on, subtaskId: subtask.id });
  const { task: now } = await ann.tasks.get(on);
  expect(now.version).toBeGreaterThan(agreed.version);
  const stopped = await bea.tasks.stop({ ...on, version: agreed.version });
  expect(stopped.task).toMatchObject({ state: "stopped", contentSince: 0 });
  expect(stopped.task.decisions.map(({ version }) => version)).toEqual([
    task.version,
    agreed.version,
  ]);
});

test("every change of the title, the description or the data is a change of what is decided on (B9)", async () => {
  const { taskwire, ann, bea, on } = await start();
  const edits = [
    () => ann.tasks.edit({ ...on, title: "Rents" }),
    () => ann.tasks.edit({ ...on, description: "Two of them" }),
    () => ann.tasks.edit({ ...on, data: { amount: 90_000 } }),
    () => taskwire.call("bea", "tasks.reprice", { ...on, amount: 90_001 }),
  ];
  for (const edit of edits) {
    const { version } = (await ann.tasks.get(on)).task;
    await edit();
    const { task } = await ann.tasks.get(on);
    expect(task.contentSince).toBe(version);
    await expect(bea.tasks.agree({ ...on, version })).rejects.toMatchObject(isConflict);
  }
  const { task } = await decide(bea, "agree", on);
  expect(task.decision?.version).toBe(task.contentSince + 1);
});

test("an operation of the app's own that decides needs the version too (B9)", async () => {
  const { taskwire, ann, on, task } = await start();
  const waived = (input: object) => taskwire.call("bea", "tasks.waive", { ...on, ...input });
  await expect(waived({})).rejects.toMatchObject({ code: "invalid" });
  await ann.tasks.edit({ ...on, title: "Rents" });
  await expect(waived({ version: task.version })).rejects.toMatchObject(isConflict);
  await expect(waived({ version: task.version + 1 })).resolves.toContain("Rents");
});

test("a preview of a decision is refused where the decision would be (B9)", async () => {
  const { ann, bea, on, task } = await start();
  const preview = (input: object) =>
    bea.notifications.preview({ operation: "tasks.agree", input: { ...on, ...input } });
  await expect(preview({})).rejects.toMatchObject({ code: "invalid" });
  await ann.tasks.edit({ ...on, title: "Rents" });
  await expect(preview({ version: task.version })).rejects.toMatchObject(isConflict);
});

test("a workflow can let callers decide without a version (B9)", async () => {
  const lenient = defineWorkflow({ ...definition, decisionNeeds: "nothing" });
  const { ann, bea, on, task } = await start({ workflow: lenient });
  await ann.tasks.edit({ ...on, title: "Rents" });
  const agree = (input: object) => bea.tasks.agree({ ...on, ...input } as never);
  await expect(agree({ version: task.version })).rejects.toMatchObject(isConflict);
  const { task: agreed } = await agree({});
  expect(agreed.decision?.version).toBe(task.version + 1);
});

test("the compiler asks for the version of a decision, if the workflow does (B9)", () => {
  const strict = createTaskwire({ workflow: approvalWorkflowFor(types) });
  const lenient = createTaskwire({
    workflow: approvalWorkflowFor(types, { decisionNeeds: "nothing" }),
  });
  type Input<
    App extends { as(session: { userId: string }): { tasks: object } },
    Action,
  > = Parameters<
    Extract<
      ReturnType<App["as"]>["tasks"][Action & keyof ReturnType<App["as"]>["tasks"]],
      (...all: never) => unknown
    >
  >[0];
  expectTypeOf<Input<typeof strict, "approve">["version"]>().toEqualTypeOf<number>();
  expectTypeOf<Input<typeof strict, "cancel">["version"]>().toEqualTypeOf<number | undefined>();
  expectTypeOf<Input<typeof lenient, "approve">["version"]>().toEqualTypeOf<number | undefined>();
});
