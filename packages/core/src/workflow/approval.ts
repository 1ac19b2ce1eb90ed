import { z } from "zod";
import type { WorkflowData } from "../model/definitions.ts";
import { defineWorkflow, type RenamedStates } from "./workflow.ts";

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
} as const;

const states = {
  pending: { kind: "waiting" },
  approved: { kind: "working" },
  completed: { kind: "done" },
  rejected: { kind: "dropped" },
  cancelled: { kind: "dropped" },
} as const;

/** The schema of tasks without data. It has its own name, because apps that publish their types may not be able to name the one of zod. */
export interface NoData extends z.ZodType<null> {}

const none: NoData = z.null();

/**
 * The default workflow. A task is approved, worked on in subtasks, and completed; or it is rejected,
 * edited and resubmitted.
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
 * Defines the default workflow with your own task types, each with the schema of its data.
 *
 * @example
 * ```ts
 * const workflow = approvalWorkflowFor({ vehicle_sale: { data: z.strictObject({ vehicle: z.string().min(1) }) } });
 * ```
 */
export function approvalWorkflowFor<
  const Types extends { readonly [type: string]: { readonly data: z.ZodType } },
  const Needs extends WorkflowData["decisionNeeds"] = "version",
>(
  types: Types,
  options: {
    readonly version?: number;
    readonly selfApproval?: WorkflowData["selfApproval"];
    readonly decisionNeeds?: Needs;
    readonly edits?: WorkflowData["edits"];
    readonly renamed?: RenamedStates<keyof typeof states>;
  } = {},
) {
  return defineWorkflow({
    name: "approval",
    initial: "pending",
    states,
    actions,
    types,
    ...options,
  });
}
