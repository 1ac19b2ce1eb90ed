import type { OperationContext } from "../../engine/operation/context.ts";
import type { Task } from "../../model/task.ts";
import { editApproval, enterApproval } from "./approval-change.ts";
import { keepTimer } from "./keep-timer.ts";
import { emitTaskChange, type TaskChange, taskAfter } from "./task-change.ts";

/**
 * Emits a change of a task, as `emitTaskChange` does, and also changes the approval of the task. If the
 * task comes to a state with an approval, a round of votes begins. If an edit changes a text, the votes
 * on this text are void.
 *
 * @param isEntering whether an action has brought the task to its state. This can be the same state as
 * before: then a new round begins.
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
  const { task, changed } = taskAfter(context, change);
  const isEdited = before !== undefined && before.contentSince !== task.contentSince;
  const isEnteringNow = isEntering || task.state !== changed.state;
  const approval = isEnteringNow
    ? await enterApproval(context, before, task)
    : isEdited
      ? await editApproval(context, before, task)
      : { approval: task.approval ?? null, events: [], resolves: [] };
  await keepTimer(context, before, { ...task, approval: approval.approval });
  return emitTaskChange(context, { ...change, approval });
}
