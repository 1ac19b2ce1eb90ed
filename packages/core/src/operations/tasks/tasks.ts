import { z } from "zod";
import { command, type Operation, query } from "../../engine/operation/definition.ts";
import { idSchema } from "../../model/id.ts";
import { type Subtask, subtaskSchema } from "../../model/subtask.ts";
import { stateKinds, type Task, taskSchema } from "../../model/task.ts";
import { label, text } from "../../model/text.ts";
import type { TaskOf, Workflow } from "../../workflow/workflow.ts";
import { afterSchema, decodeAfter, encodeNext, limitSchema, onBoard, onTask } from "../input.ts";
import { checkSeen, emitTaskChange, seenVersion, taskResultSchema } from "./task-change.ts";
import { createInput, dataInput, dataOf } from "./task-input.ts";
import { listTasks, subtasksOf } from "./task-lists.ts";
import { edited, submitted } from "./task-notifications.ts";

type DataInput<W, T> =
  W extends Workflow<string, string, infer Types>
    ? T extends keyof Types
      ? z.input<Types[T]["data"]>
      : never
    : never;
type TypesOf<W> = W extends Workflow<string, string, infer Types> ? keyof Types & string : never;
type StatesOf<W> = W extends Workflow<infer State> ? State : never;

/** What `tasks.create` takes: the type decides the shape of `data`, which may be left out where it is null; `type` may be left out where it is `task`. */
export type CreateTask<W> = {
  [T in TypesOf<W>]: { boardId: string; title: string; description?: string } & (T extends "task"
    ? { type?: T }
    : { type: T }) &
    (null extends DataInput<W, T> ? { data?: DataInput<W, T> } : { data: DataInput<W, T> });
}[TypesOf<W>];

/** What every command on a task returns: the task as it is now, and all its subtasks in their order. */
export type TaskResult<W> = { task: TaskOf<W>; subtasks: Subtask[] };

/** What `tasks.list` takes. */
export type ListTasks<W> = {
  boardId: string;
  state?: StatesOf<W>;
  kind?: (typeof stateKinds)[number];
  type?: TypesOf<W>;
  requesterId?: string;
  involvedId?: string;
  order?: "newest" | "oldest";
  limit?: number;
  after?: string;
};

/** The operations on tasks that every workflow has, typed for this one. */
export interface TaskOperations<W> {
  "tasks.create": Operation<"tasks.create", CreateTask<W>, TaskResult<W>>;
  "tasks.edit": Operation<"tasks.edit", EditTask, TaskResult<W>>;
  "tasks.get": Operation<"tasks.get", { boardId: string; taskId: string }, TaskResult<W>>;
  "tasks.list": Operation<
    "tasks.list",
    ListTasks<W>,
    { tasks: TaskOf<W>[]; subtasks: Subtask[]; next: string | null }
  >;
}

type EditTask = {
  boardId: string;
  taskId: string;
  title?: string;
  description?: string;
  data?: unknown;
  version?: number;
};

/** Makes the operations on tasks for a workflow. */
export function taskOperations<W extends Workflow>(workflow: W): TaskOperations<W> {
  const { types, data: machine } = workflow;
  const names = Object.keys(types) as [string, ...string[]];

  const create = command({
    name: "tasks.create",
    target: "board",
    permission: "task.create",
    summary: "Submit a task.",
    route: { method: "POST", path: "/boards/:boardId/tasks" },
    input: createInput(types),
    output: taskResultSchema,
    run(context, { type, title, description, data }) {
      const requesterId = context.actor.userId;
      const task: Task = {
        id: context.newId(),
        version: 0,
        boardId: context.board().id,
        type,
        title,
        description,
        data,
        state: machine.initial,
        kind: "waiting",
        requesterId,
        decision: null,
        template: null,
        involved: [requesterId],
        done: 0,
        total: 0,
        createdAt: context.now,
        updatedAt: context.now,
      };
      const created = emitTaskChange(context, {
        before: undefined,
        task,
        events: [{ type: "task.created", notify: submitted(task) }],
      });
      return { task: created, subtasks: [] };
    },
  });

  const edit = command({
    name: "tasks.edit",
    target: "task",
    permission: "task.edit",
    summary: "Change what a task asks for, while it waits or after it was turned down.",
    route: { method: "PATCH", path: "/boards/:boardId/tasks/:taskId" },
    input: z.strictObject({
      ...onTask,
      title: label().optional(),
      description: text().optional(),
      data: dataInput.optional(),
      ...seenVersion,
    }),
    output: taskResultSchema,
    async run(context, { title, description, data, version }) {
      const before = context.task();
      checkSeen(before, version);
      const task = {
        ...before,
        title: title ?? before.title,
        description: description ?? before.description,
        data: data === undefined ? before.data : dataOf(types, before.type, data),
      };
      const subtasks = before.total > 0 ? await context.siblings() : [];
      const events = [{ type: "task.edited", notify: edited(context, before, task) }];
      return { task: emitTaskChange(context, { before, task, events }), subtasks };
    },
  });

  const get = query({
    name: "tasks.get",
    target: "task",
    permission: "member",
    summary: "One task with its subtasks.",
    route: { method: "GET", path: "/boards/:boardId/tasks/:taskId" },
    input: z.strictObject(onTask),
    output: taskResultSchema,
    async run(context) {
      const task = context.task();
      return { task, subtasks: await context.siblings() };
    },
  });

  const list = query({
    name: "tasks.list",
    target: "board",
    permission: "member",
    summary:
      "Tasks of a board that the person may see, with their subtasks, by page. A page may be short; `next: null` is the end.",
    route: { method: "GET", path: "/boards/:boardId/tasks" },
    input: z.strictObject({
      ...onBoard,
      state: z.enum(Object.keys(machine.states)).optional(),
      kind: z.enum(stateKinds).optional(),
      type: z.enum(names).optional(),
      requesterId: idSchema.optional(),
      involvedId: idSchema.optional(),
      order: z.enum(["newest", "oldest"]).default("newest"),
      limit: limitSchema,
      after: afterSchema,
    }),
    output: z.object({
      tasks: z.array(taskSchema),
      subtasks: z.array(subtaskSchema),
      next: z.string().nullable(),
    }),
    async run(context, { boardId: _, order, limit, after, ...filter }) {
      const page = {
        limit,
        after: decodeAfter(after),
        order: order === "newest" ? "desc" : "asc",
      } as const;
      const { tasks, next } = await listTasks(context, filter, page);
      return { tasks, subtasks: await subtasksOf(tasks, context), next: encodeNext(next) };
    },
  });

  const operations = {
    "tasks.create": create,
    "tasks.edit": edit,
    "tasks.get": get,
    "tasks.list": list,
  };
  return operations as unknown as TaskOperations<W>;
}
