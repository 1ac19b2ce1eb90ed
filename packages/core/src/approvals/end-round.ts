import type { TaskApproval, TaskStep } from "../model/approval.ts";

const isOver = ({ state }: TaskStep): boolean => state !== "open" && state !== "waiting";

/**
 * Ends the round of a task that leaves the state of its approval. The steps that have not passed become `ended`,
 * so they wait for nobody.
 */
export function endRound(approval: TaskApproval): TaskApproval {
  const steps = Object.entries(approval.steps).map(([name, step]): [string, TaskStep] => [
    name,
    isOver(step) ? step : { ...step, state: "ended", stalled: null },
  ]);
  return { ...approval, steps: Object.fromEntries(steps) };
}
