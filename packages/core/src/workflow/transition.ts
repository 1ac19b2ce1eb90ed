import { TaskwireError } from "../errors.ts";
import type { ActionData, WorkflowData } from "../model/definitions.ts";
import type { Task } from "../model/task.ts";

/** The person who acts, the time, and the reason that they give. */
export interface TransitionContext {
  readonly workflow: WorkflowData;
  readonly actorId: string;
  /** ISO 8601. */
  readonly now: string;
  readonly reason?: string | undefined;
}

/**
 * Returns the task after an action. This is the whole state machine, and it is pure.
 *
 * ```text
 *            ┌──── resubmit ─────┐
 *            ▼                   │
 *  ──► pending ──── reject ──► rejected
 *        │   └───── cancel ──► cancelled ◄── cancel ──┐
 *        └── approve ──► approved ────────────────────┘
 *                         │    ▲
 *            subtasks done│    │subtask reopened
 *                         ▼    │
 *                        completed
 * ```
 *
 * @throws {TaskwireError} `refused` if the action doesn't start in the task's state.
 */
export function transition(task: Task, name: string, context: TransitionContext): Task {
  const action = Object.hasOwn(context.workflow.actions, name)
    ? context.workflow.actions[name]
    : undefined;
  const kind = action && context.workflow.states[action.to]?.kind;
  if (!action || !kind || !action.from.includes(task.state)) {
    throw new TaskwireError("refused", `The task is ${task.state}; ${name} does not start there.`, {
      rule: "state",
    });
  }
  return {
    ...task,
    state: action.to,
    kind,
    decision: action.decision ? decisionOf(task, name, context) : task.decision,
    updatedAt: context.now,
  };
}

const decisionOf = (task: Task, action: string, { actorId, now, reason }: TransitionContext) => ({
  action,
  by: actorId,
  at: now,
  reason: reason ?? null,
  self: actorId === task.requesterId,
});

/** Returns the action that a trigger causes in a state, if there is one. */
export function triggeredAction(
  workflow: WorkflowData,
  trigger: ActionData["trigger"],
  state: string,
): { name: string; action: ActionData } | undefined {
  for (const [name, action] of Object.entries(workflow.actions)) {
    if (action.trigger === trigger && action.from.includes(state)) return { name, action };
  }
  return undefined;
}
