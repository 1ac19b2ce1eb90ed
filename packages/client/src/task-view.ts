import { available, type Subtask, type Task, type TaskOf } from "@taskwire/core/model";
import type { App, Available, SubtaskPermission, TaskPermission } from "./app.ts";
import { withAvailable } from "./available.ts";
import type { JudgedBy } from "./judging.ts";

/** A subtask, with the actions that I may take on it. */
export type SubtaskView<A extends App = App> = Readonly<Subtask> & {
  readonly available: Available<SubtaskPermission<A>>;
};

/** A task, with its subtasks, its progress, and the actions that I may take on it. */
export type TaskView<A extends App = App> = Readonly<TaskOf<A>> & {
  /** In the order of their positions. */
  readonly subtasks: readonly SubtaskView<A>[];
  readonly progress: { readonly done: number; readonly total: number };
  readonly available: Available<TaskPermission<A>>;
};

/** Draws a task. */
export function viewOf(task: Task, siblings: readonly Subtask[], by: JudgedBy): TaskView {
  const facts = { ...by, task, siblings };
  const subtasks = siblings.map((subtask) =>
    withAvailable(subtask, () => available({ ...facts, subtask }, by) as Available),
  );
  const { done, total } = task;
  return withAvailable(
    { ...task, subtasks, progress: { done, total } },
    () => available(facts, by) as Available,
  );
}
