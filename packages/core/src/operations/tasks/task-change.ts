import { z } from "zod";
import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import type { Emitted, Put } from "../../engine/operation/emitted.ts";
import { TaskwireError } from "../../errors.ts";
import { involvementId, involvements } from "../../model/involvement.ts";
import { type Subtask, subtaskSchema, subtasks } from "../../model/subtask.ts";
import { type Task, taskSchema, tasks } from "../../model/task.ts";
import { boardTopic } from "../../model/topic.ts";

/** What one command makes of a task: the new task, the subtasks that change, and the events that say so. */
export interface TaskChange {
  /** Undefined when the task is new. */
  readonly before: Task | undefined;
  /** With its new progress and whom it involves: {@link withSubtasks} works that out where subtasks come, go or change hands. */
  readonly task: Task;
  /** All subtasks that stay as they are; needed only where somebody new comes to see the task. */
  readonly unchanged?: readonly Subtask[];
  /**
   * In order. Each carries the task, except those with `withTask: false`: a long description isn't sent with each of twenty
   * subtasks. The last event always carries it, because a subtask must not be newer than its task.
   */
  readonly events: readonly {
    readonly type: string;
    readonly put?: Emitted["put"];
    readonly data?: Emitted["data"];
    readonly notify?: Emitted["notify"];
    readonly withTask?: false;
  }[];
}

/**
 * A task with the progress that all its subtasks make, and the people that they involve.
 *
 * @example
 * ```ts
 * const task = withSubtasks(before, [...siblings, { ...subtask, state: "done" }]);
 * ```
 */
export function withSubtasks(task: Task, all: readonly Subtask[]): Task {
  const counted = all.filter(({ state }) => state !== "cancelled");
  // Who had something to do still sees what became of it when it is cancelled.
  const assignees = all.flatMap(({ assigneeId }) => assigneeId ?? []);
  return {
    ...task,
    done: counted.filter(({ state }) => state === "done").length,
    total: counted.length,
    involved: [...new Set([task.requesterId, ...assignees])].sort(),
  };
}

/**
 * Emits a change of a task and its subtasks: tells those whom it involved before and those whom it involves after, and
 * lets whoever now comes to see the task have the whole of it.
 *
 * @example
 * ```ts
 * const before = context.task();
 * return emitTaskChange(context, { before, task: { ...before, title }, events: [{ type: "task.edited" }] });
 * ```
 */
export function emitTaskChange(context: OperationContext, change: TaskChange): Task {
  const { before, unchanged = [], events } = change;
  const task: Task = { ...change.task, updatedAt: context.now };
  const audience = { before: before?.involved ?? [], after: task.involved };
  const newcomers =
    before !== undefined && task.involved.some((userId) => !before.involved.includes(userId));
  events.forEach(({ type, put, data, notify, withTask = true }, i) => {
    context.emit({
      topic: boardTopic(task.boardId),
      type,
      subject: task.id,
      audience,
      put: withTask || i === events.length - 1 ? { ...put, task: [tasks, task] } : { ...put },
      ...(newcomers && i === 0 && { show: manySubtasks(unchanged) }),
      ...(data && { data }),
      ...(notify && { notify }),
    });
  });
  deriveInvolvements(context, task, before?.involved ?? []);
  return task;
}

function deriveInvolvements(
  context: OperationContext,
  { id: taskId, boardId, involved }: Task,
  before: readonly string[],
): void {
  const ref = (userId: string) => ({
    collection: involvements.name,
    id: involvementId(taskId, userId),
  });
  for (const userId of involved) {
    if (!before.includes(userId))
      builtIn(context).derive({
        ...ref(userId),
        kind: "insert",
        fields: { boardId, userId, taskId },
      });
  }
  for (const userId of before) {
    if (!involved.includes(userId)) builtIn(context).derive({ ...ref(userId), kind: "delete" });
  }
}

/** What every command on a task returns. */
export const taskResultSchema = z.object({ task: taskSchema, subtasks: z.array(subtaskSchema) });

/** What a caller may say of the task that they looked at. */
export const seenVersion = {
  version: z
    .int()
    .optional()
    .meta({ description: "Refuse with `conflict` when the task has changed since this version." }),
};

/** Refuses when the task isn't the one that the caller looked at any more. */
export function checkSeen(task: Task, version: number | undefined): void {
  if (version === undefined || version === task.version) return;
  throw new TaskwireError(
    "conflict",
    "The task has changed since. Look at it again, then decide.",
    {
      version: task.version,
    },
  );
}

/** One subtask as an event carries it. */
export const oneSubtask = (subtask: Subtask): { subtask: Put } => ({
  subtask: [subtasks, subtask],
});

/** Several subtasks as an event carries them. */
export const manySubtasks = (several: readonly Subtask[]): { subtasks: Put[] } => ({
  subtasks: several.map((subtask): Put => [subtasks, subtask]),
});
