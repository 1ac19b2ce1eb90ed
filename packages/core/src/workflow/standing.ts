import type { WorkflowData } from "../model/definitions.ts";
import { own } from "../model/own.ts";
import type { Decision, Task } from "../model/task.ts";

/** Whether a task in this state waits for a decision, and not for its requester. */
export const awaitsDecision = (state: string, { states, actions }: WorkflowData): boolean =>
  states[state]?.kind === "waiting" &&
  Object.values(actions).some(({ decision, from }) => decision && from.includes(state));

/** Whether a task waits for its requester: nobody can decide on it in its state. */
export const waitsForRequester = (
  { state, kind }: Pick<Task, "state" | "kind">,
  workflow: WorkflowData,
): boolean => kind === "waiting" && !awaitsDecision(state, workflow);

const isBusy = (state: string, { states }: WorkflowData): boolean =>
  states[state]?.kind === "working" || states[state]?.kind === "done";

/** The state in which a decision is taken again: from the beginning, if a release has renamed it. */
const stateOf = ({ from }: Decision, { states, initial }: WorkflowData): string =>
  own(states, from) ? from : initial;

/**
 * The decisions that stand if the task is in a state. The decision that is taken there is asked for
 * again, and so are those that followed it.
 */
export function standingIn(
  state: string,
  { decisions }: Task,
  workflow: WorkflowData,
): readonly Decision[] {
  const standing = decisions.filter(({ stands }) => stands);
  const again = standing.findIndex((one) => stateOf(one, workflow) === state);
  return again < 0 ? standing : standing.slice(0, again);
}

/**
 * The state that a task comes to on its way to another one. If a decision stands there that was taken
 * on another text, the task comes to the state where that decision is taken, to be decided on again.
 * A task that is dropped, or that waits for its requester, can still go on without it. A task that is
 * worked on or done can't be edited; if the app's own operation does it, the work goes on.
 */
export function landing(to: string, task: Task, workflow: WorkflowData): string {
  if (isBusy(task.state, workflow) || !(isBusy(to, workflow) || awaitsDecision(to, workflow)))
    return to;
  const isVoid = ({ version }: Decision) => version <= task.contentSince;
  const first = standingIn(to, task, workflow).find(isVoid);
  return first ? stateOf(first, workflow) : to;
}

/** The states in which a task can't be edited as long as its first decision stands. */
export function lockedStates({ decisions }: Task, workflow: WorkflowData): string[] {
  const first = decisions.find(({ stands }) => stands);
  if (!first || workflow.edits !== "lock") return [];
  return Object.keys(workflow.states).filter(
    (state) => awaitsDecision(state, workflow) && state !== stateOf(first, workflow),
  );
}

/** Where the task goes to be decided on again, and instead of which states. Null if nothing is void. */
export function detour(task: Task, workflow: WorkflowData): Task["again"] {
  const instead = Object.keys(workflow.states).filter(
    (state) => landing(state, task, workflow) !== state,
  );
  const [first] = instead;
  return first === undefined ? null : { state: landing(first, task, workflow), instead };
}
