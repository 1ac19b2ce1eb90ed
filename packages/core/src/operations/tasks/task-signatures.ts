import type { z } from "zod";
import type { Verdict } from "../../authorize/judge.ts";
import type { Operation } from "../../engine/operation/definition.ts";
import type { Subtask } from "../../model/subtask.ts";
import type { StateKind } from "../../model/task.ts";
import type { SubtaskAction, TaskAction } from "../../policy/permissions.ts";
import type { TaskOf, Workflow } from "../../workflow/workflow.ts";
import type { OwnPermission } from "../own-permissions.ts";

type DataInput<W, T> =
  W extends Workflow<string, string, infer Types>
    ? T extends keyof Types
      ? z.input<Types[T]["data"]>
      : never
    : never;
type TypesOf<W> = W extends Workflow<string, string, infer Types> ? keyof Types & string : never;
type StatesOf<W> = W extends Workflow<infer State> ? State : never;

/**
 * The input of `tasks.create`. The task's type decides the shape of `data`. `type` is optional for the
 * type `task`, and `data` is optional for types without data.
 */
export type CreateTask<W> = {
  [T in TypesOf<W>]: {
    boardId: string;
    title: string;
    description?: string;
    dueAt?: string | null;
  } & (T extends "task" ? { type?: T } : { type: T }) &
    (null extends DataInput<W, T> ? { data?: DataInput<W, T> } : { data: DataInput<W, T> });
}[TypesOf<W>];

/** The input of `tasks.edit`. `data` has the shape of one of the task types. The server knows the type of the task. */
export type EditTask<W = Workflow> = {
  boardId: string;
  taskId: string;
  title?: string;
  description?: string;
  data?: DataInput<W, TypesOf<W>>;
  dueAt?: string | null;
  version?: number;
};

/** The output of every command on a task: the task as it is now, and its subtasks in their order. */
export type TaskResult<W> = { task: TaskOf<W>; subtasks: Subtask[] };

/** The input of `tasks.list`. */
export type ListTasks<W> = {
  boardId: string;
  state?: StatesOf<W>;
  kind?: StateKind;
  type?: TypesOf<W>;
  requesterId?: string;
  involvedId?: string;
  order?: "newest" | "oldest";
  limit?: number;
  after?: string;
};

/** The operations on tasks that every workflow has, typed for the workflow `W`. */
export interface TaskOperations<W> {
  "tasks.create": Operation<"tasks.create", CreateTask<W>, TaskResult<W>>;
  "tasks.edit": Operation<"tasks.edit", EditTask<W>, TaskResult<W>, "task.edit", "task">;
  "tasks.get": Operation<"tasks.get", { boardId: string; taskId: string }, TaskResult<W>>;
  "tasks.list": Operation<
    "tasks.list",
    ListTasks<W>,
    { tasks: TaskOf<W>[]; subtasks: Subtask[]; next: string | null }
  >;
}

type WithoutNoun<Action> = Action extends `${string}.${infer Verb}` ? Verb : never;

/**
 * The actions for which `tasks.why` and `tasks.available` give verdicts: those of the workflow, and
 * the permissions of the app's own operations.
 */
type OnTask<W, Own> = TaskAction<W> | OwnPermission<Own, "task">;
type OnSubtask<Own> = SubtaskAction | OwnPermission<Own, "subtask">;

/**
 * The input of `tasks.why`. `action` is a permission such as `task.approve`, or only its last word:
 * `approve`.
 */
export type WhyInput<W, Own> = {
  boardId: string;
  taskId: string;
  subtaskId?: string;
  action: OnTask<W, Own> | OnSubtask<Own> | WithoutNoun<OnTask<W, Own> | OnSubtask<Own>>;
  step?: string;
  for?: string;
};

/**
 * The operations that say what a person may do with a task, typed for a workflow and for the app's
 * own operations.
 */
export interface WhyOperations<W, Own> {
  "tasks.why": Operation<"tasks.why", WhyInput<W, Own>, Verdict>;
  "tasks.available": Operation<
    "tasks.available",
    { boardId: string; taskId: string },
    {
      task: { [A in OnTask<W, Own>]: Verdict };
      subtasks: { [subtaskId: string]: { [A in OnSubtask<Own>]: Verdict } };
    }
  >;
}
