import { approvalRoles, defineRoles, defineTemplates, defineWorkflow } from "@taskwire/core";
import { z } from "zod";

const deadline = { after: { hours: 72 } } as const;

/** The default workflow, in which an approval with one step decides. Its step has a deadline. */
export const votedWorkflowFor = <
  const Types extends { readonly [type: string]: { readonly data: z.ZodType } },
>(
  types: Types,
) =>
  defineWorkflow({
    name: "approval",
    initial: "pending",
    states: {
      pending: { kind: "waiting", approval: "review" },
      approved: { kind: "working" },
      completed: { kind: "done" },
      rejected: { kind: "dropped" },
      cancelled: { kind: "dropped" },
    },
    actions: {
      approve: { from: "pending", to: "approved", decision: "for", reason: "optional" },
      reject: { from: "pending", to: "rejected", decision: "against", reason: "required" },
      resubmit: { from: "rejected", to: "pending" },
      cancel: { from: ["pending", "approved"], to: "cancelled", reason: "optional" },
      restore: { from: "cancelled", to: "pending" },
      complete: { from: "approved", to: "completed", trigger: "subtasks.done" },
      reopen: { from: "completed", to: "approved", trigger: "subtask.reopened" },
    },
    types,
    approvals: { review: { steps: { check: { by: { role: "ADMIN" }, deadline } } } },
  });

export const votedWorkflow = votedWorkflowFor({ task: { data: z.null() } });

// With any types of tasks, the compiler can't tell that the workflow has an approval.
const grants: object = { "task.addVoter": true, "task.extend": true, "vote.remove": true };

/** The default roles. An ADMIN may also add voters, move deadlines and take votes out. */
export const votedRolesFor = <W extends ReturnType<typeof votedWorkflowFor>>(workflow: W) =>
  defineRoles({
    workflow,
    extends: approvalRoles,
    roles: {
      ADMIN: grants,
      ADMIN_LIMITED: {},
    },
  });

export const votedRoles = votedRolesFor(votedWorkflow);

/** A template that makes one subtask. */
export const votedTemplates = defineTemplates(
  { workflow: votedWorkflow, roles: votedRoles },
  {
    work: { version: 1, type: "task", subtasks: { part: { title: "Part", assignee: "creator" } } },
  },
);
