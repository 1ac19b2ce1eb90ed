import { expect, test } from "vitest";
import { z } from "zod";
import { wasTurnedDown } from "../../src/approvals/end-round.ts";
import type { WorkflowData } from "../../src/model/definitions.ts";
import type { Decision } from "../../src/model/task.ts";
import { defineRoles } from "../../src/policy/roles.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { decide } from "../../src/testing/decide.ts";
import { defineWorkflow } from "../../src/workflow/workflow.ts";
import { purchaseWith, spend } from "./purchase.ts";

const workflow: WorkflowData = purchaseWith(spend).data;

const decisionOf = (action: string, more: Partial<Decision> = {}): Decision => ({
  action,
  by: "fay",
  at: "2026-11-27T03:00:00.000Z",
  reason: null,
  version: 3,
  from: "asked",
  stands: true,
  self: false,
  ...more,
});

test.each(["reject", "revise"])(
  "a round is turned down by %s, and the next one is not before it is turned down too",
  (action) => {
    const decision = decisionOf(action);
    const asked = { decision: { ...decision, stands: false } };
    expect(
      wasTurnedDown({ decision, state: workflow.actions[action]?.to ?? "" }, asked, workflow),
    ).toBe(true);
    expect(wasTurnedDown({ ...asked, state: "denied" }, asked, workflow)).toBe(false);
  },
);

test("a decision that brings the task straight into the next round turns the last one down", () => {
  const [first, second] = [{ version: 3 }, { version: 5 }].map((one) => ({
    decision: decisionOf("reject", { ...one, stands: false }),
  })) as [{ decision: Decision }, { decision: Decision }];
  expect(wasTurnedDown({ decision: null, state: "asked" }, first, workflow)).toBe(true);
  expect(wasTurnedDown({ ...first, state: "asked" }, second, workflow)).toBe(true);
});

test.each(["approve", "force"])("a round that ended with %s was not turned down", (action) => {
  const decision = decisionOf(action);
  expect(wasTurnedDown({ decision, state: "received" }, { decision }, workflow)).toBe(false);
  expect(wasTurnedDown({ decision: null, state: "denied" }, { decision: null }, workflow)).toBe(
    false,
  );
});

test.each(["reject", "revise"])(
  "a round that was turned down by %s and then cancelled does not carry its votes over",
  async (action) => {
    const cancelled = defineWorkflow({
      name: "purchase",
      initial: "asked",
      types: { purchase: { data: z.strictObject({}) } },
      states: {
        asked: { kind: "waiting", approval: "spend" },
        returned: { kind: "waiting" },
        ordered: { kind: "done" },
        denied: { kind: "dropped" },
        cancelled: { kind: "dropped" },
      },
      actions: {
        approve: { from: "asked", to: "ordered", decision: "for" },
        reject: { from: "asked", to: "denied", decision: "against", reason: "required" },
        revise: { from: "asked", to: "returned", decision: "return", reason: "required" },
        resubmit: { from: ["returned", "denied"], to: "asked" },
        cancel: { from: ["returned", "denied"], to: "cancelled" },
        restore: { from: "cancelled", to: "asked" },
      },
      approvals: {
        spend: {
          carryOver: "unchanged",
          steps: {
            line: { by: { role: "FINANCE" } },
            check: { after: ["line"], by: { role: "LEGAL" } },
          },
        },
      },
    });
    const all = Object.keys(cancelled.data.actions).map((name) => [`task.${name}`, true]);
    const grants = { "task.read": true, "task.create": true, ...Object.fromEntries(all) };
    const roles = defineRoles({
      workflow: cancelled,
      roles: { STAFF: grants, FINANCE: grants, LEGAL: grants },
    });
    const taskwire = createTaskwire({ workflow: cancelled, roles });
    await taskwire.open();
    const { id: boardId } = await taskwire.system.boards.create({ name: "Purchases" });
    for (const [id, role] of [
      ["ann", "STAFF"],
      ["fay", "FINANCE"],
      ["lea", "LEGAL"],
    ] as const) {
      await taskwire.system.users.put({ id, name: id, role });
      await taskwire.system.members.add({ boardId, userId: id });
    }
    const input = { boardId, type: "purchase", title: "A printer", data: {} } as const;
    const { tasks } = taskwire.as({ userId: "ann" });
    const { task } = await tasks.create(input);
    const on = { boardId, taskId: task.id };
    const turnDown = async () => {
      const { version } = (await tasks.get(on)).task;
      await taskwire
        .as({ userId: "lea" })
        .tasks[action as "reject"]({ ...on, version, reason: "No" });
    };
    await decide(taskwire.as({ userId: "fay" }), "approve", on);
    await turnDown();
    expect((await tasks.resubmit(on)).task.approval?.steps.check?.state).toBe("open");
    await turnDown();
    await tasks.cancel(on);
    const { approval } = (await tasks.restore(on)).task;
    expect(approval).toMatchObject({ steps: { line: { state: "open" } }, votes: [] });
    await taskwire.close();
  },
);
