import { z } from "zod";
import { defineCollection } from "./collection.ts";
import { idSchema, timestampSchema } from "./id.ts";
import { label, text } from "./text.ts";

export const stateKinds = ["waiting", "working", "done", "dropped"] as const;
/** What a state means to everything that does not know the workflow by name. */
export type StateKind = (typeof stateKinds)[number];

export const decisionSchema = z.object({
  action: z.string(),
  by: idSchema,
  at: timestampSchema,
  reason: z.string().nullable(),
  /** The requester decided on their own task, because the workflow allows it. */
  self: z.boolean(),
});

/** The last decision on a task: by whom and when, so that who comes second is told. */
export type Decision = z.infer<typeof decisionSchema>;

/** A piece of work with a state of the host's workflow and data of the host's own shape. */
export const taskSchema = z
  .object({
    id: idSchema,
    version: z.int(),
    boardId: idSchema,
    /** Which kind of work it is; picks the template. */
    type: z.string(),
    title: label(),
    description: text(),
    data: z.unknown(),
    state: z.string(),
    kind: z.enum(stateKinds),
    requesterId: idSchema,
    decision: decisionSchema.nullable(),
    /** The template that made the subtasks, with the version it had then. */
    template: z.object({ name: z.string(), version: z.int() }).nullable(),
    /** Requester and assignees: who sees the task without seeing all. */
    involved: z.array(idSchema),
    /** Progress: finished subtasks of all subtasks. */
    done: z.int(),
    total: z.int(),
    createdAt: timestampSchema,
    updatedAt: timestampSchema,
  })
  .meta({ id: "Task", description: "A piece of work with a workflow state." });

/** A task, with the names of the host's states and types, and the host's data. */
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
    template: "json?",
    involved: "json",
    done: "integer",
    total: "integer",
    createdAt: "time",
    updatedAt: "time",
  },
  indexes: {
    board: ["boardId"],
    state: ["boardId", "state"],
  },
  versions: "topic",
});
