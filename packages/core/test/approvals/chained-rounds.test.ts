import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { defineRoles } from "../../src/policy/roles.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { decide } from "../../src/testing/decide.ts";
import type { ApprovalDefinition } from "../../src/workflow/approval-definition.ts";
import { defineWorkflow } from "../../src/workflow/workflow.ts";
import { patientRuntime } from "../support/patient-runtime.ts";

const steps = { line: { by: { role: "BOSS" } } } as const;

/** A task that needs two approvals, one after the other. */
async function startTwo(second: ApprovalDefinition) {
  const workflow = defineWorkflow({
    name: "two",
    initial: "asked",
    types: { purchase: { data: z.null() } },
    states: {
      asked: { kind: "waiting", approval: "first" },
      checked: { kind: "waiting", approval: "second" },
      returned: { kind: "waiting" },
      ordered: { kind: "working" },
      received: { kind: "done" },
      denied: { kind: "dropped" },
    },
    actions: {
      approve: { from: "asked", to: "checked", decision: "for" },
      reject: { from: "asked", to: "denied", decision: "against" },
      accept: { from: "checked", to: "ordered", decision: "for" },
      refuse: { from: "checked", to: "denied", decision: "against" },
      revise: { from: "checked", to: "returned", decision: "return", reason: "required" },
      resubmit: { from: ["returned", "denied"], to: "asked" },
      receive: { from: "ordered", to: "received", trigger: "subtasks.done" },
    },
    approvals: { first: { steps }, second },
  });
  const can = (...actions: string[]) =>
    Object.fromEntries(["read", ...actions].map((action) => [`task.${action}`, true]));
  const roles = defineRoles({
    workflow,
    roles: {
      STAFF: can("create", "resubmit"),
      BOSS: can("approve", "reject", "accept", "refuse", "revise"),
    },
  });
  const taskwire = createTaskwire({ runtime: patientRuntime(), workflow, roles });
  await taskwire.open();
  onTestFinished(() => taskwire.close());
  const { id: boardId } = await taskwire.system.boards.create({ name: "Purchases" });
  for (const [id, role] of [
    ["ann", "STAFF"],
    ["bob", "BOSS"],
  ] as const) {
    await taskwire.system.users.put({ id, name: id, role });
    await taskwire.system.members.add({ boardId, userId: id });
  }
  const ann = taskwire.as({ userId: "ann" });
  const bob = taskwire.as({ userId: "bob" });
  const { task } = await ann.tasks.create({ boardId, type: "purchase", title: "A printer" });
  const on = { boardId, taskId: task.id };
  const act = async (action: "approve" | "accept" | "refuse" | "revise" | "reject") =>
    (
      await decide(bob, action as "approve", {
        ...on,
        ...(action === "revise" && { reason: "Because" }),
      })
    ).task.state;
  return { act, resubmit: async () => (await ann.tasks.resubmit(on)).task.state };
}

test("refuses to bring a task back if a later approval has no round left", async () => {
  const { act, resubmit } = await startTwo({ steps, rounds: 1 });
  await act("approve");
  await act("refuse");
  await expect(resubmit()).rejects.toMatchObject({ details: { rule: "rounds", remedy: "none" } });
});

test("a task that comes back can pass both approvals while each has a round left", async () => {
  const { act, resubmit } = await startTwo({ steps, rounds: 2 });
  await act("reject");
  await resubmit();
  await act("approve");
  await act("revise");
  expect(await resubmit()).toBe("asked");
  expect(await act("approve")).toBe("checked");
  await expect(act("revise")).rejects.toMatchObject({ details: { rule: "rounds" } });
  expect(await act("accept")).toBe("ordered");
});
