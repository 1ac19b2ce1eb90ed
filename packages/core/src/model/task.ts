import { z } from "zod";
import { approvalSchema } from "./approval.ts";
import { defineCollection, type Table } from "./collection.ts";
import { idSchema, timestampSchema, userIdSchema } from "./id.ts";
import { label, text } from "./text.ts";

export const stateKinds = ["waiting", "working", "done", "dropped"] as const;
/** The meaning of a state. Code uses it to work with states whose names it doesn't know. */
export type StateKind = (typeof stateKinds)[number];

export const decisionSchema = z.object({
  action: z.string(),
  by: userIdSchema,
  /** The person for whom they decided, as a delegate. Absent: they decided for themselves. */
  for: userIdSchema.optional(),
  at: timestampSchema,
  reason: z.string().nullable(),
  /** The version of the task that the decider saw. */
  version: z.int(),
  /** The state that the task was in. */
  from: z.string(),
  /**
   * Whether the task's state still depends on this decision. False if people were asked to decide
   * again, or if the decision is void because its text was edited. If its text was edited,
   * `version` is not above the task's `contentSince`.
   */
  stands: z.boolean(),
  /** True if the requester decided on their own task. The workflow says whether that is allowed. */
  self: z.boolean(),
});

/**
 * A decision on a task. If a second person decides too late, the error shows them this decision,
 * with the decider and the time.
 *
 * @interface
 */
export type Decision = z.infer<typeof decisionSchema>;

/** A piece of work. The host app's workflow defines its states, its types and the shape of its data. */
export const taskSchema = z
  .object({
    id: idSchema,
    version: z.int(),
    boardId: idSchema,
    /** The kind of work. It selects the template. */
    type: z.string(),
    title: label(),
    description: text(),
    data: z.unknown(),
    state: z.string(),
    kind: z.enum(stateKinds),
    requesterId: userIdSchema,
    /** The last decision. */
    decision: decisionSchema.nullable(),
    /**
     * All decisions, the oldest first. They take at most 16 KiB. If they would take more, the
     * reasons of the oldest are removed here. The task's history still has these reasons. Decisions
     * that still count are never removed.
     */
    decisions: z.array(decisionSchema),
    /** The template that the subtasks were made from, with its version at that time. */
    template: z.object({ name: z.string(), version: z.int() }).nullable(),
    /** The requester and all assignees. Some roles see only the tasks that they are involved in. */
    involved: z.array(userIdSchema),
    /** Progress: `done` of `total` subtasks are done. Cancelled subtasks count only in `cancelled`. */
    done: z.int(),
    total: z.int(),
    cancelled: z.int(),
    /**
     * The last version before the title, the description or the data changed; 0 if they never did.
     * A person who has seen a later version has seen the current text.
     */
    contentSince: z.int(),
    /**
     * The states in which the title, the description and the data can't be edited as long as the first
     * decision stands. Empty unless the workflow says `edits: "lock"`.
     */
    locked: z.array(z.string()),
    /**
     * Set if the task was edited while nobody was asked for a decision, but earlier decisions still
     * count. When an action would lead to a state of the list `instead`, the task comes to `state`,
     * and people decide again.
     */
    again: z.object({ state: z.string(), instead: z.array(z.string()) }).nullable(),
    /** When it has to be done. Null or absent if it has no due date. */
    dueAt: timestampSchema.nullable().optional(),
    /** How far its approval is. Null or absent if it never was in a state that has one. */
    approval: approvalSchema.nullable().optional(),
    createdAt: timestampSchema,
    updatedAt: timestampSchema,
  })
  .meta({ id: "Task", description: "A piece of work with a workflow state." });

/**
 * A task, typed with a workflow's states, types and data.
 *
 * @interface
 */
export type Task<
  State extends string = string,
  Type extends string = string,
  Data = unknown,
> = Omit<z.infer<typeof taskSchema>, "state" | "type" | "data"> & {
  state: State;
  type: Type;
  data: Data;
};

const open = { field: "kind", values: ["waiting", "working"] } as const;

/** Tasks of a workflow without approvals, in an app without due dates of tasks. */
type PlainTask = Omit<Task, "approval" | "dueAt">;

export const tasks: Table<Task, "tasks"> = defineCollection<PlainTask>()({
  name: "tasks",
  fields: {
    boardId: "text",
    type: "text",
    title: "text",
    description: "text",
    data: "json",
    state: "text",
    kind: "text",
    requesterId: "text",
    decision: "json?",
    decisions: "json",
    template: "json?",
    involved: "json",
    done: "integer",
    total: "integer",
    cancelled: "integer",
    contentSince: "integer",
    locked: "json",
    again: "json?",
    createdAt: "time",
    updatedAt: "time",
  },
  indexes: {
    board: ["boardId"],
    // The state comes first in the index. So the states that occur can be found without reading all
    // tasks.
    state: ["state", "boardId"],
    // A person's open requests on all boards, and on one board.
    asked: ["requesterId", "kind"],
    requester: ["boardId", "requesterId"],
  },
  partial: { asked: open, requester: open },
  versions: "topic",
}) as Table<PlainTask> as Table<Task, "tasks">;

/** The tasks of a workflow with approvals: they have one field more. Without approvals nothing changes. */
export const approvalTasks: Table<Task, "tasks"> = {
  ...tasks,
  fields: { ...tasks.fields, approval: "json?" },
};

const withDate = (table: Table<Task, "tasks">): Table<Task, "tasks"> => ({
  ...table,
  fields: { ...table.fields, dueAt: "time?" },
});
const datedTasks = withDate(tasks);
const datedApprovalTasks = withDate(approvalTasks);

/** The table of an app's tasks. Due dates of tasks take the option `due`. */
export const tasksOf = ({
  workflow: { approvals },
  due,
}: {
  readonly workflow: { readonly approvals?: unknown };
  readonly due?: unknown;
}): Table<Task, "tasks"> => {
  if (due) return approvals ? datedApprovalTasks : datedTasks;
  return approvals ? approvalTasks : tasks;
};
