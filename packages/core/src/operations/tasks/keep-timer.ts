import { nextDue } from "../../approvals/due.ts";
import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import type { Task } from "../../model/task.ts";
import { timers } from "../../model/timer.ts";

/**
 * Writes when something is due on a task, if a change has moved this time. If nothing is due any more, the timer is
 * deleted.
 */
export async function keepTimer(
  context: OperationContext,
  before: Task | undefined,
  task: Task,
): Promise<void> {
  const { workflow } = context.definitions;
  const at = nextDue(task, workflow);
  if (before && nextDue(before, workflow) === at) return;
  const [timer] = before ? await context.get(timers, [task.id]) : [];
  writeTimer(context, task, timer !== undefined, at);
}

/**
 * Writes the timer of a task. Read it first.
 *
 * @param isStored whether the task has a timer
 */
export function writeTimer(
  context: OperationContext,
  { id, boardId }: Task,
  isStored: boolean,
  at: string | null,
): void {
  const ref = { collection: timers.name, id };
  if (at === null) {
    if (isStored) builtIn(context).derive({ ...ref, kind: "delete" });
  } else
    builtIn(context).derive(
      isStored
        ? { ...ref, kind: "update", fields: { at } }
        : { ...ref, kind: "insert", fields: { boardId, at, told: null } },
    );
}
