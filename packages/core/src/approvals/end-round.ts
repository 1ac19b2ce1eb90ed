import type { TaskApproval, TaskStep } from "../model/approval.ts";
import type { WorkflowData } from "../model/definitions.ts";
import { own } from "../model/own.ts";
import type { Task } from "../model/task.ts";

const isOver = ({ state }: TaskStep): boolean => state !== "open" && state !== "waiting";

/**
 * Ends the round of a task that leaves the state of its approval. Steps that are open or waiting become `ended`, so
 * they wait for nobody.
 */
export function endRound(approval: TaskApproval): TaskApproval {
  const steps = Object.entries(approval.steps).map(([name, step]): [string, TaskStep] => [
    name,
    isOver(step) ? step : { ...step, state: "ended", stalled: null },
  ]);
  return { ...approval, steps: Object.fromEntries(steps) };
}

/**
 * Whether the last round of a task ended with a decision against it or with a return. The last decision counts if it
 * is new, or if it still stands. A decision of an earlier round does not stand any more, because people were asked to
 * decide again. The last decision does not count either if somebody has cancelled the task since.
 *
 * The first parameter is the task before the action that begins the next round. The second one is the task after it.
 */
export function wasTurnedDown(
  { decision: before, state }: Pick<Task, "decision" | "state">,
  { decision: after }: Pick<Task, "decision">,
  { actions, states }: WorkflowData,
): boolean {
  const isNew = after?.at !== before?.at || after?.version !== before?.version;
  const last = isNew || before?.stands ? after : null;
  const action = last ? own(actions, last.action) : undefined;
  const isCancelled = !isNew && states[state]?.kind === "dropped" && action?.to !== state;
  return !isCancelled && (action?.vote === "against" || action?.vote === "return");
}
