import {
  type Actor,
  available,
  type Board,
  type Definitions,
  type Member,
  type Subtask,
  type Task,
  type TaskOf,
} from "@taskwire/core/model";
import type { App, Available, SubtaskPermission, TaskPermission } from "../app.ts";
import { withAvailable } from "../available.ts";

/** A subtask with what I may do with it. */
export type SubtaskView<A extends App = App> = Readonly<Subtask> & {
  readonly available: Available<SubtaskPermission<A>>;
};

/** A task with its subtasks, its progress and what I may do with it. */
export type TaskView<A extends App = App> = Readonly<TaskOf<A>> & {
  /** By position. */
  readonly subtasks: readonly SubtaskView<A>[];
  readonly progress: { readonly done: number; readonly total: number };
  readonly available: Available<TaskPermission<A>>;
};

/** What the verdicts rest on beside the task itself. */
export interface Judged {
  readonly actor: Actor;
  readonly board: Board | undefined;
  readonly member: Member | undefined;
  readonly definitions: Definitions;
}

function viewOf(
  task: Task,
  siblings: readonly Subtask[],
  { actor, board, member, definitions }: Judged,
): TaskView {
  const facts = { actor, task, siblings, ...(board && { board }), ...(member && { member }) };
  const subtasks = siblings.map((subtask) =>
    withAvailable(subtask, () => available({ ...facts, subtask }, definitions) as Available),
  );
  const progress = { done: task.done, total: task.total };
  return withAvailable(
    { ...task, subtasks, progress },
    () => available(facts, definitions) as Available,
  );
}

interface Drawn {
  readonly task: Task;
  readonly siblings: readonly Subtask[];
  readonly judged: Judged;
  readonly view: TaskView;
}

/** Draws tasks so that a view stays the same object as long as nothing that it shows or rests on has changed. */
export function createViews(subtasksOf: (taskId: string) => readonly Subtask[]) {
  let last = new Map<string, Drawn>();
  return (tasks: Iterable<Task>, judged: Judged): TaskView[] => {
    const drawn = new Map<string, Drawn>();
    for (const task of tasks) {
      const siblings = subtasksOf(task.id);
      const held = last.get(task.id);
      const isSame = held?.task === task && held.siblings === siblings && held.judged === judged;
      drawn.set(
        task.id,
        isSame ? held : { task, siblings, judged, view: viewOf(task, siblings, judged) },
      );
    }
    last = drawn;
    return Array.from(drawn.values(), ({ view }) => view);
  };
}
