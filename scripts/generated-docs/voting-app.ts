import { createTaskwire, defineRoles, defineWorkflow } from "@taskwire/core";
import type { Operation } from "@taskwire/core/operations";
import { z } from "zod";

const workflow = defineWorkflow({
  name: "voting",
  initial: "asked",
  types: { purchase: { data: z.strictObject({ amount: z.number() }) } },
  states: {
    asked: { kind: "waiting", approval: "spend" },
    returned: { kind: "waiting" },
    ordered: { kind: "done" },
    denied: { kind: "dropped" },
  },
  actions: {
    approve: { from: "asked", to: "ordered", decision: "for" },
    reject: { from: "asked", to: "denied", decision: "against", reason: "required" },
    return: { from: "asked", to: "returned", decision: "return", reason: "required" },
    override: { from: "asked", to: "ordered", decision: "override", reason: "required" },
    resubmit: { from: ["returned", "denied"], to: "asked" },
  },
  approvals: { spend: { steps: { line: { by: { role: "MANAGER" } } } } },
});

const roles = defineRoles({
  workflow,
  roles: { MANAGER: { "task.read": true, "task.approve": true } },
});

const without = new Set(Object.keys(createTaskwire().operations));

/** The operations that a workflow with approvals has, and the default workflow has not. */
export const votingOperations: readonly Operation<string, never>[] = Object.values<
  Operation<string, never>
>(createTaskwire({ workflow, roles }).operations as never).filter(
  ({ name }) => !without.has(name) || name === "tasks.approve" || name === "tasks.reject",
);
