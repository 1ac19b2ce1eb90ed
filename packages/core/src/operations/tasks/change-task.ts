import type { OperationContext } from "../../engine/operation/context.ts";
import type { Task } from "../../model/task.ts";
import { editApproval, enterApproval } from "./approval-change.ts";
import { emitTaskChange, settle, type TaskChange } from "./task-change.ts";

/**
 * Emits a change of a task, as `emitTaskChange` does, and lets its approval go on: a task that comes to a state
 * with an approval begins a round, and an edit voids the votes about what it changes.
 *
 * @param isEntering true if an action has brought the task to its state, also if it was in it before
 * @example
 * ```ts
 * const before = context.task();
 * const task = { ...before, title };
 * return changeTask(context, { before, task, events: [{ type: "task.edited" }] });
 * ```
 */
export async function changeTask(
  context: OperationContext,
  change: TaskChange,
  isEntering = change.before?.state !== change.task.state,
): Promise<Task> {
  const { workflow } = context.definitions;
  if (!workflow.approvals) return emitTaskChange(context, change);
  const { before } = change;
  const { task, changed } = settle(context, change);
  const isEdited = before !== undefined && before.contentSince !== task.contentSince;
  const isEnteringNow = isEntering || task.state !== changed.state;
  const approval = isEnteringNow
    ? await enterApproval(context, before, task)
    : isEdited
      ? await editApproval(context, before, task)
      : { approval: task.approval ?? null, events: [], resolves: [] };
  return emitTaskChange(context, { ...change, approval });
}
