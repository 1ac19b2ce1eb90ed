import { describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { command } from "../src/engine/operation/definition.ts";
import { onTask } from "../src/engine/operation/target-ids.ts";
import { taskSchema, tasks } from "../src/model/task.ts";
import { boardTopic } from "../src/model/topic.ts";
import { defineRoles } from "../src/policy/roles.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { decide } from "../src/testing/decide.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";
import { approvalWorkflowFor } from "../src/workflow/approval.ts";

const workflow = approvalWorkflowFor({
  task: { data: z.looseObject({ amount: z.number() }) },
});

/** Doubles the amount of a task in place, which no operation may do. */
const double = command({
  name: "tasks.double",
  target: "task",
  permission: "task.double",
  summary: "Double the amount.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/double" },
  input: z.strictObject(onTask),
  output: taskSchema,
  run(context) {
    const task = context.task();
    (task.data as { amount: number }).amount *= 2;
    context.emit({
      topic: boardTopic(task.boardId),
      type: "task.doubled",
      subject: task.id,
      audience: null,
      put: { task: [tasks, task] },
    });
    return task;
  },
});

async function start(condition: (facts: { task?: { data: { amount: number } } }) => unknown) {
  const runtime = fakeRuntime();
  const errors: Error[] = [];
  let isReady = false;
  const roles = defineRoles({
    workflow,
    permissions: ["task.double"],
    conditions: {
      own: (facts) => !isReady || (condition(facts) as boolean),
      small: { atMost: ["task.data.amount", 10] },
    },
    roles: {
      CLERK: { "task.read": true, "task.create": true, "task.double": true },
      LEAD: {
        "task.read": true,
        "task.approve": ["own"],
        "task.reject": ["own", "small"],
        "task.cancel": ["own"],
        "task.edit": ["own"],
      },
      CHIEF: { "task.read": true, "task.approve": true, "task.reject": ["small"] },
    },
  });
  const taskwire = createTaskwire({
    workflow,
    roles,
    runtime,
    operations: { "tasks.double": double },
    events: ["task.doubled"],
    onError: (error) => errors.push(error as Error),
  });
  await taskwire.open();
  const { id: boardId } = await taskwire.system.boards.create({ name: "Sales" });
  for (const role of ["CLERK", "LEAD", "CHIEF"] as const) {
    await taskwire.system.users.put({ id: role, name: role, role });
    await taskwire.system.members.add({ boardId, userId: role });
  }
  const { task } = await taskwire
    .as({ userId: "CLERK" })
    .tasks.create({ boardId, title: "A car", data: { amount: 5 } });
  isReady = true;
  const on = { boardId, taskId: task.id };
  const as = (userId: string) => taskwire.as({ userId });
  return { taskwire, runtime, errors, on, as };
}

const never = () => new Promise<never>(() => {});

describe("a condition that never answers (D4)", () => {
  test("counts as not met after 5 s, and `onError` hears which one, for whom and on what", async () => {
    const { taskwire, runtime, errors, on, as } = await start(never);
    const refused = expect(decide(as("LEAD"), "approve", on)).rejects.toMatchObject({
      code: "forbidden",
    });
    await runtime.advance(5_100);
    await refused;
    expect(errors.map(({ message }) => message)).toEqual([
      `The condition "own" has not answered within 5 s, so it counts as not met; let it answer sooner. (task.approve, userId "LEAD", boardId "${on.boardId}", taskId "${on.taskId}")`,
    ]);
    // The other conditions of the list still count.
    const rejected = decide(as("LEAD"), "reject", { ...on, reason: "No." });
    await runtime.advance(5_100);
    expect((await rejected).task.state).toBe("rejected");
    await taskwire.close();
    expect(runtime.timers).toBe(0);
  });

  test("holds a call for 5 s only, however many actions depend on it, and then the person's next query is answered", async () => {
    const { taskwire, runtime, errors, on } = await start(never);
    const query = (operation: string, input: object) =>
      taskwire.admit("LEAD").call(operation, input);
    const available = query("tasks.available", on);
    const me = query("users.me", {});
    await runtime.advance(5_100);
    expect(JSON.parse(await available).task).toMatchObject({
      "task.approve": { allowed: false },
      "task.edit": { allowed: false },
    });
    expect(JSON.parse(await me)).toMatchObject({ id: "LEAD" });
    expect(errors).toHaveLength(1);
    await taskwire.close();
  });

  test("may answer late: the answer has no effect, and a late error is not reported", async () => {
    let fail = (_error: Error) => {};
    const { taskwire, runtime, errors, on, as } = await start(
      () => new Promise((_, reject) => (fail = reject)),
    );
    const refused = expect(decide(as("LEAD"), "approve", on)).rejects.toThrow();
    await runtime.advance(5_100);
    await refused;
    fail(new Error("too late"));
    await runtime.settle();
    expect(errors).toHaveLength(1);
    await taskwire.close();
  });
});

describe("a function of the app that changes what it gets (D10)", () => {
  test("a condition can't, and counts as failed", async () => {
    const condition = vi.fn(({ task }) => {
      task.data.amount = 1_000;
      return true;
    });
    const { taskwire, errors, on, as } = await start(condition);
    await expect(decide(as("LEAD"), "approve", on)).rejects.toMatchObject({ code: "forbidden" });
    expect(errors[0]?.message).toMatch(/^The condition "own" failed, .* read only property/);
    // Another person's rights depend on the amount that is stored.
    expect((await decide(as("CHIEF"), "reject", { ...on, reason: "No." })).task.data).toEqual({
      amount: 5,
    });
    await taskwire.close();
  });

  test("a condition can't change the facts for the next condition", async () => {
    const { taskwire, on, as } = await start((facts) => {
      Object.assign(facts, { actor: { userId: "CHIEF", role: "CHIEF" } });
      return true;
    });
    await expect(decide(as("LEAD"), "approve", on)).rejects.toMatchObject({ code: "forbidden" });
    await taskwire.close();
  });

  test("an operation can't change the data of a record in place", async () => {
    const { taskwire, on, as } = await start(() => true);
    await expect(as("CLERK").tasks.double(on)).rejects.toThrow(/read only property/);
    expect((await as("CHIEF").tasks.get(on)).task.data).toEqual({ amount: 5 });
    await taskwire.close();
  });

  test("a listener can't change the event for the next listener", async () => {
    const { taskwire, errors, on, as } = await start(() => true);
    const seen: unknown[] = [];
    taskwire.on("task.edited", (event) => {
      Object.assign(event.data.task, { title: "hidden" });
    });
    taskwire.on("*", ({ data }) => seen.push((data as { task?: { title: string } }).task?.title));
    await as("LEAD").tasks.edit({ ...on, title: "A blue car" });
    expect(seen).toContain("A blue car");
    expect(errors[0]?.message).toMatch(/read only property/);
    await taskwire.close();
  });
});
