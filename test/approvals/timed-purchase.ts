import { type ApprovalDefinition, defineRoles, defineWorkflow } from "@taskwire/core";
import { z } from "zod";

/** A workflow of purchases whose task can come back, and whose steps can have deadlines. */
export function purchaseWithTimes(approval: ApprovalDefinition) {
  const lapses = JSON.stringify(approval).includes('"action":"lapse"');
  return defineWorkflow({
    name: "purchase",
    initial: "asked",
    types: { purchase: { data: z.strictObject({ amount: z.number() }) } },
    states: {
      asked: { kind: "waiting", approval: "spend" },
      returned: { kind: "waiting" },
      ordered: { kind: "working" },
      received: { kind: "done" },
      denied: { kind: "dropped" },
    },
    actions: {
      approve: { from: "asked", to: "ordered", decision: "for" },
      reject: { from: "asked", to: "denied", decision: "against" },
      revise: { from: "asked", to: "returned", decision: "return", reason: "required" },
      resubmit: { from: ["returned", "denied"], to: "asked" },
      receive: { from: "ordered", to: "received", trigger: "subtasks.done" },
      ...(lapses && { lapse: { from: "asked", to: "denied", trigger: "deadline" } as const }),
    },
    approvals: { spend: approval },
  });
}

const voter = {
  "task.create": true,
  "task.read": true,
  "task.approve": true,
  "task.reject": true,
  "task.revise": true,
  "task.edit": ["requester"],
  "task.resubmit": ["requester"],
} as const;

export const timedPurchaseRoles = (workflow: ReturnType<typeof purchaseWithTimes>) =>
  defineRoles({
    workflow,
    roles: { LEGAL: voter, FINANCE: voter, DIRECTOR: voter, CHIEF: voter },
  });
