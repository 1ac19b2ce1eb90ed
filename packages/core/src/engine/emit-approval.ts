import type { ApprovalEvent } from "../approvals/draft.ts";
import { approvalTasks, type Task } from "../model/task.ts";
import { boardTopic } from "../model/topic.ts";
import type { EngineContext } from "./context.ts";

/** Emits the events of an approval that taskwire's own code changes. The last one carries the task. */
export function emitApproval(
  events: readonly ApprovalEvent[],
  task: Task,
  context: EngineContext,
): void {
  for (const [i, { type, step, data }] of events.entries())
    context.emit({
      topic: boardTopic(task.boardId),
      type,
      subject: task.id,
      audience: { before: task.involved, after: task.involved },
      ...(i === events.length - 1 && { put: { task: [approvalTasks, task] } }),
      data: { step, ...data },
    });
}
