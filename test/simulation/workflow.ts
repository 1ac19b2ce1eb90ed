import { approvalRoles, approvalWorkflow, defineRoles, defineWorkflow } from "@taskwire/core";

/** The default workflow with a step more: a task may be checked before it is approved. */
export const workflow = defineWorkflow({
  name: "approval",
  initial: "pending",
  states: {
    pending: { kind: "waiting" },
    checked: { kind: "waiting" },
    approved: { kind: "working" },
    completed: { kind: "done" },
    rejected: { kind: "dropped" },
    cancelled: { kind: "dropped" },
  },
  actions: {
    check: { from: "pending", to: "checked", event: "task.checked", decision: true },
    approve: {
      from: ["pending", "checked"],
      to: "approved",
      event: "task.approved",
      decision: true,
      reason: "optional",
    },
    reject: {
      from: ["pending", "checked"],
      to: "rejected",
      event: "task.rejected",
      decision: true,
      reason: "required",
    },
    resubmit: { from: "rejected", to: "pending", event: "task.resubmitted" },
    cancel: {
      from: ["pending", "checked", "approved"],
      to: "cancelled",
      event: "task.cancelled",
      reason: "optional",
    },
    restore: { from: "cancelled", to: "pending", event: "task.restored" },
    complete: {
      from: "approved",
      to: "completed",
      event: "task.completed",
      trigger: "subtasks.done",
    },
    reopen: {
      from: "completed",
      to: "approved",
      event: "task.reopened",
      trigger: "subtask.reopened",
    },
  },
  types: approvalWorkflow.types,
});

export const roles = defineRoles({
  extends: approvalRoles,
  workflow,
  roles: { ADMIN: { "task.check": true } },
});
