import type { TaskApproval } from "../model/approval.ts";
import type { ActionData, WorkflowData } from "../model/definitions.ts";
import type { Definitions } from "../model/facts.ts";
import { own } from "../model/own.ts";
import type { Task } from "../model/task.ts";

/** The last round of an approval that has begun, and the limit of its rounds. */
interface Rounds {
  readonly round: number;
  readonly limit: number;
}

/** The rounds of an approval on a task. Undefined if they have no limit. */
function roundsOf(
  name: string,
  approval: TaskApproval,
  { approvals = {} }: WorkflowData,
): Rounds | undefined {
  const limit = own(approvals, name)?.rounds;
  const round = approval.name === name ? approval.round : (approval.rounds[name] ?? 0);
  return typeof limit === "number" ? { round, limit } : undefined;
}

export const isUsedUp = (rounds: Rounds | undefined): boolean =>
  rounds !== undefined && rounds.round >= rounds.limit;

/** The rounds of the approvals that have a limit, and in which an action on this task begins a new round, now or later. */
export const roundsBegunBy = (
  action: ActionData,
  state: string,
  approval: TaskApproval,
  workflow: WorkflowData,
): Rounds[] =>
  begunApprovals(action, state, workflow).flatMap(
    (name) => roundsOf(name, approval, workflow) ?? [],
  );

/**
 * The approvals in which an action begins a new round, now or later. If a task comes back, not only its next approval
 * must have a round left, but also the approvals to which votes for the task lead. So these votes are never refused.
 */
function begunApprovals(
  { vote, to }: ActionData,
  state: string,
  { actions, states }: WorkflowData,
): string[] {
  if (vote === "for") return [];
  const begun = new Set([vote === "return" ? state : to]);
  if (vote === undefined)
    for (const one of begun)
      for (const next of Object.values(actions))
        if (next.vote === "for" && next.from.includes(one)) begun.add(next.to);
  return [...begun].flatMap((one) => own(states, one)?.approval ?? []);
}

/**
 * Leaves out the ways of the workflow on which a task would begin a round that it no longer has, so that no remedy goes
 * there. The judged action stays as it is: the rule `rounds` refuses it with a better message.
 */
export function withRoundsLeft(
  judged: string,
  task: Task | undefined,
  definitions: Definitions,
): Definitions {
  const { workflow } = definitions;
  const approval = task?.approval;
  const names = Object.keys(workflow.approvals ?? {});
  if (!approval || !names.some((name) => isUsedUp(roundsOf(name, approval, workflow))))
    return definitions;
  const left = Object.entries(workflow.actions).map(([name, action]) => {
    const isLeft = (state: string) =>
      !roundsBegunBy(action, state, approval, workflow).some(isUsedUp);
    const from = `task.${name}` === judged ? action.from : action.from.filter(isLeft);
    return [name, { ...action, from }] as const;
  });
  return { ...definitions, workflow: { ...workflow, actions: Object.fromEntries(left) } };
}
