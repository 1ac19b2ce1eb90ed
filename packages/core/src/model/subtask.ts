import { z } from "zod";
import { defineCollection } from "./collection.ts";
import { idSchema, timestampSchema, userIdSchema } from "./id.ts";
import { label } from "./text.ts";

/** Maximum number of subtasks of one task. */
export const maxSubtasks = 100;

export const subtaskSchema = z
  .object({
    id: idSchema,
    version: z.int(),
    boardId: idSchema,
    taskId: idSchema,
    title: label(),
    state: z.enum(["open", "done", "cancelled"]),
    /**
     * True if the subtask was cancelled because its task ended. If work on the task begins again,
     * the subtask is opened again.
     */
    calledOff: z.boolean(),
    /** The part of the template that it was made from, as `template/part`. Null if a person added it. */
    part: z.string().nullable(),
    assigneeId: userIdSchema.nullable(),
    /** Position among the task's subtasks, from 0. */
    position: z.int(),
    /** Subtasks that must be done first. */
    dependsOn: z.array(idSchema),
    dueAt: timestampSchema.nullable(),
    completedBy: userIdSchema.nullable(),
    completedAt: timestampSchema.nullable(),
    createdAt: timestampSchema,
    updatedAt: timestampSchema,
  })
  .meta({ id: "Subtask", description: "One step of the work on a task." });

/**
 * One step of the work on a task.
 *
 * @interface
 */
export type Subtask = z.infer<typeof subtaskSchema>;

const open = { field: "state", values: ["open"] } as const;

export const subtasks = defineCollection<Subtask>()({
  name: "subtasks",
  fields: {
    boardId: "text",
    taskId: "text",
    title: "text",
    state: "text",
    calledOff: "boolean",
    part: "text?",
    assigneeId: "text?",
    position: "integer",
    dependsOn: "json",
    dueAt: "time?",
    completedBy: "text?",
    completedAt: "time?",
    createdAt: "time",
    updatedAt: "time",
  },
  indexes: {
    task: ["taskId", "position"],
    // A person's open subtasks: on one board, and on all boards by due date.
    workload: ["boardId", "assigneeId"],
    assigned: ["assigneeId", "dueAt"],
  },
  partial: { workload: open, assigned: open },
  versions: "topic",
});
