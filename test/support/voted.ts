import { approvalRoles, defineRoles, defineTemplates, defineWorkflow } from "@taskwire/core";
import { z } from "zod";

const deadline = { after: { hours: 72 } } as const;

/** The default workflow, in which an approval with one step decides. Its step has a deadline. */
export const votedWorkflow = defineWorkflow({
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
  types: { task: { data: z.null() } },
  approvals: { review: { steps: { check: { by: { role: "ADMIN" }, deadline } } } },
});

/** The default roles. An ADMIN may also add voters, move deadlines and take votes out. */
export const votedRoles = defineRoles({
  workflow: votedWorkflow,
  extends: approvalRoles,
  roles: {
    ADMIN: { "task.addVoter": true, "task.extend": true, "vote.remove": true },
    ADMIN_LIMITED: {},
  },
});

/** A template that makes one subtask. */
export const votedTemplates = defineTemplates(
  { workflow: votedWorkflow, roles: votedRoles },
  {
    work: { version: 1, type: "task", subtasks: { part: { title: "Part", assignee: "creator" } } },
  },
);
