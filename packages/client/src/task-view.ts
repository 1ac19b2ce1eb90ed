import {
  available,
  type Board,
  type Definitions,
  type Member,
  type Subtask,
  type Task,
  type TaskOf,
} from "@taskwire/core/model";
import type { App, Available, SubtaskPermission, TaskPermission } from "./app.ts";
import { withAvailable } from "./available.ts";

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

/** The facts that the verdicts on every task depend on. */
export interface JudgedBy extends Definitions {
  readonly me: { readonly id: string; readonly role: string };
  readonly board: Board | undefined;
  readonly member: Member | undefined;
}

/** Draws a task. */
export function viewOf(task: Task, siblings: readonly Subtask[], by: JudgedBy): TaskView {
  const { me, board, member } = by;
  const facts = { actor: { userId: me.id, role: me.role }, board, member, task, siblings };
  const subtasks = siblings.map((subtask) =>
    withAvailable(subtask, () => available({ ...facts, subtask }, by) as Available),
  );
  const { done, total } = task;
  return withAvailable(
    { ...task, subtasks, progress: { done, total } },
    () => available(facts, by) as Available,
  );
}
