import { TaskwireError } from "../errors.ts";
import type { ActionData, WorkflowData } from "../model/definitions.ts";
import type { Decision, Task } from "../model/task.ts";
import { detour, landing, lockedStates, standingIn } from "./standing.ts";

/** The person who acts, the time, and the reason that they give. */
export interface TransitionContext {
  readonly workflow: WorkflowData;
  readonly actorId: string;
  /** The person for whom they act, as a delegate. */
  readonly seatId?: string | undefined;
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
 * If decisions stand that were taken on other content, the task doesn't reach the action's state: it
 * goes back to the first of them.
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
  const { workflow, now } = context;
  const state = landing(action.to, task, workflow);
  const decisions = action.decision
    ? [...task.decisions, decisionOf(task, name, context)]
    : task.decisions;
  return { ...arrive({ ...task, decisions }, state, workflow), updatedAt: now };
}

/**
 * Returns a task whose title, description or data was edited, with the new `contentSince`. If decisions
 * on the old text stand while the next one is asked for, the task goes back to be decided on again.
 */
export function afterEdit(task: Task, workflow: WorkflowData): Task {
  if (!task.decisions.some(({ stands }) => stands)) return task;
  return arrive(task, landing(task.state, task, workflow), workflow);
}

/** A task that comes to a state. Decisions that are asked for again there don't stand any more. */
export function arrive(task: Task, state: string, workflow: WorkflowData): Task {
  const kind = workflow.states[state]?.kind ?? task.kind;
  const standing = new Set(standingIn(state, task, workflow));
  const decisions = keepDecisions(
    task.decisions.map((one) =>
      one.stands && !standing.has(one) ? { ...one, stands: false } : one,
    ),
  );
  const there = { ...task, state, kind, decision: decisions.at(-1) ?? task.decision, decisions };
  if (standing.size === 0) return { ...there, locked: [], again: null };
  return { ...there, locked: lockedStates(there, workflow), again: detour(there, workflow) };
}

/** Every event about a task carries its decisions, so they are bounded in bytes. */
const maxDecisionBytes = 16 * 1024;

/**
 * Keeps who decided what and when, and the reasons as long as there is space: the newest first. At most
 * one decision of each state stands, and these are always kept.
 */
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
    if (bytes <= maxDecisionBytes || decision.stands) kept.unshift(one);
  }
  return kept;
}

const byteLength = (decision: Decision): number =>
  new TextEncoder().encode(JSON.stringify(decision)).length;

const decisionOf = (
  task: Task,
  action: string,
  { actorId, seatId, now, reason, seen = task.version }: TransitionContext,
): Decision => ({
  action,
  by: actorId,
  ...(seatId !== undefined && { for: seatId }),
  at: now,
  reason: reason ?? null,
  version: seen,
  from: task.state,
  stands: true,
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
