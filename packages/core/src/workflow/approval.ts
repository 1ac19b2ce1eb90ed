import { z } from "zod";
import { defineWorkflow } from "./workflow.ts";

const actions = {
  approve: {
    from: "pending",
    to: "approved",
    event: "task.approved",
    decision: true,
    reason: "optional",
  },
  reject: {
    from: "pending",
    to: "rejected",
    event: "task.rejected",
    decision: true,
    reason: "required",
  },
  resubmit: { from: "rejected", to: "pending", event: "task.resubmitted" },
  cancel: {
    from: ["pending", "approved"],
    to: "cancelled",
    event: "task.cancelled",
    reason: "optional",
  },
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
} as const;

const states = {
  pending: { kind: "waiting" },
  approved: { kind: "working" },
  completed: { kind: "done" },
  rejected: { kind: "dropped" },
  cancelled: { kind: "dropped" },
} as const;

/** The schema of tasks without data. It has a name of its own here: an app that publishes its types may not be able to name zod's. */
export interface NoData extends z.ZodType<null> {}

const none: NoData = z.null();

/**
 * The default workflow: approve, work through the subtasks, done; or reject, improve, resubmit.
 *
 * @example
 * ```ts
 * Object.keys(approvalWorkflow.data.states); // ["pending", "approved", "completed", …]
 * ```
 */
export const approvalWorkflow = defineWorkflow({
  name: "approval",
  initial: "pending",
  states,
  actions,
  types: { task: { data: none } },
});

/**
 * The default workflow with task types of one's own, each with the schema of its data.
 *
 * @example
 * ```ts
 * const workflow = approvalWorkflowFor({ vehicle_sale: { data: z.strictObject({ vehicle: z.string().min(1) }) } });
 * ```
 */
export function approvalWorkflowFor<
  const Types extends { readonly [type: string]: { readonly data: z.ZodType } },
>(types: Types, options: { readonly selfApproval?: "refuse" | "allow" } = {}) {
  return defineWorkflow({
    name: "approval",
    initial: "pending",
    states,
    actions,
    types,
    ...options,
  });
}
