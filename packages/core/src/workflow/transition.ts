import { TaskwireError } from "../errors.ts";
import type { ActionData, WorkflowData } from "../model/definitions.ts";
import type { Decision, Task } from "../model/task.ts";

/** The person who acts, the time, and the reason that they give. */
export interface TransitionContext {
  readonly workflow: WorkflowData;
  readonly actorId: string;
  /** ISO 8601. */
  readonly now: string;
  readonly reason?: string | undefined;
  /** The version of the task that the person saw. Default: the version that it has. */
  readonly seen?: number | undefined;
}

/**
 * Returns the task after an action. This is the whole state machine, and it is pure.
 *
 * ```text
 *            ┌──── resubmit ─────┐
 *            ▼                   │
 *  ──► pending ──── reject ──► rejected
 *        │ ▲ └───── cancel ──► cancelled ◄── cancel ──┐
 *        │ └────── restore ───────┘                   │
 *        └── approve ──► approved ────────────────────┘
 *                         │    ▲
 *            subtasks done│    │subtask reopened, or by hand
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
  const decision = action.decision ? decisionOf(task, name, context) : undefined;
  return {
    ...task,
    state: action.to,
    kind,
    ...(decision && { decision, decisions: keepDecisions([...task.decisions, decision]) }),
    updatedAt: context.now,
  };
}

/** Every event about a task carries its decisions, so they are bounded in bytes. */
const maxDecisionBytes = 16 * 1024;

/** Keeps who decided what and when, and the reasons as long as there is space: the newest first. */
function keepDecisions(all: Decision[]): Decision[] {
  // A unit of a text's length takes at most three bytes.
  if (JSON.stringify(all).length * 3 <= maxDecisionBytes) return all;
  let bytes = 0;
  const kept: Decision[] = [];
  for (const decision of [...all].reverse()) {
    const whole = byteLength(decision);
    const bare = { ...decision, reason: null };
    const one = bytes + whole <= maxDecisionBytes ? decision : bare;
    bytes += one === decision ? whole : byteLength(bare);
    if (bytes > maxDecisionBytes) break;
    kept.unshift(one);
  }
  return kept;
}

const byteLength = (decision: Decision): number =>
  new TextEncoder().encode(JSON.stringify(decision)).length;

const decisionOf = (
  task: Task,
  action: string,
  { actorId, now, reason, seen = task.version }: TransitionContext,
): Decision => ({
  action,
  by: actorId,
  at: now,
  reason: reason ?? null,
  version: seen,
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
