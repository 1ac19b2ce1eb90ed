import { z } from "zod";
import { defineCollection } from "./collection.ts";
import { idSchema, timestampSchema, userIdSchema } from "./id.ts";
import { label, text } from "./text.ts";

export const stateKinds = ["waiting", "working", "done", "dropped"] as const;
/** The meaning of a state to code that doesn't know the names of the workflow's states. */
export type StateKind = (typeof stateKinds)[number];

export const decisionSchema = z.object({
  action: z.string(),
  by: userIdSchema,
  at: timestampSchema,
  reason: z.string().nullable(),
  /** The version of the task that the decider saw. */
  version: z.int(),
  /** The state that the task was in. */
  from: z.string(),
  /**
   * Whether the task's state still rests on it. False if it was asked for again, or if it is void
   * because what was decided on was edited. Then `version` is at most the task's `contentSince`.
   */
  stands: z.boolean(),
  /** True if the requester decided on their own task. The workflow says whether that is allowed. */
  self: z.boolean(),
});

/** A decision on a task: a second decider learns from it who decided first, and when. */
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
     * All decisions, the oldest first. They take at most 16 KiB: beyond that the oldest lose their
     * reasons, which the task's history still has. Those that stand are always here.
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
     * A person who has seen a later version knows them as they are.
     */
    contentSince: z.int(),
    /**
     * The states in which the title, the description and the data can't be edited as long as the first
     * decision stands. Empty unless the workflow says `edits: "lock"`.
     */
    locked: z.array(z.string()),
    /**
     * Set if the task was edited after decisions that still stand, while nobody was asked. Instead of
     * these states, the task will come to `state`, to be decided on again.
     */
    again: z.object({ state: z.string(), instead: z.array(z.string()) }).nullable(),
    createdAt: timestampSchema,
    updatedAt: timestampSchema,
  })
  .meta({ id: "Task", description: "A piece of work with a workflow state." });

/** A task, typed with a workflow's states, types and data. */
export type Task<
  State extends string = string,
  Type extends string = string,
  Data = unknown,
> = Omit<z.infer<typeof taskSchema>, "state" | "type" | "data"> & {
  state: State;
  type: Type;
  data: Data;
};

export const tasks = defineCollection<Task>()({
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
    // The state first: so the states that tasks are in can be found without reading all tasks.
    state: ["state", "boardId"],
    // A person's open requests are counted for a quota.
    asked: ["requesterId", "kind"],
    requester: ["boardId", "requesterId", "kind"],
  },
  versions: "topic",
});
