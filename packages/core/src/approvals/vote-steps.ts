import type { TaskApproval, TaskStep, Vote } from "../model/approval.ts";
import type { ApprovalData, StepData } from "../model/approval-data.ts";
import type { WorkflowData } from "../model/definitions.ts";
import type { Definitions, Facts } from "../model/facts.ts";
import { own } from "../model/own.ts";
import type { Task } from "../model/task.ts";
import { fittingGroups, votesIn } from "./draft.ts";
import { fillsMore } from "./stall.ts";
import { barredFrom } from "./waited.ts";

/** An approval that a task is in, with its definition. */
export interface Running {
  readonly approval: TaskApproval;
  readonly definition: ApprovalData;
}

/** The name of the approval of a state; undefined if it has none. */
export const approvalOf = (state: string, { states }: WorkflowData): string | undefined =>
  own(states, state)?.approval;

/** The approvals of one version of the workflow. Undefined if this node does not know the version. */
const approvalsOf = (version: number, { workflow, otherVersions }: Known) =>
  version === workflow.version ? workflow.approvals : otherVersions?.[version];

type Known = Pick<Definitions, "workflow" | "otherVersions">;

/**
 * The approval that a task is in. A round uses the steps of the version with which it began. Undefined
 * if the task's state has no approval, if no round has begun, or if this node does not know the version.
 */
export function runningApproval(
  task: Pick<Task, "state" | "approval">,
  definitions: Known,
): Running | undefined {
  const { approval } = task;
  if (!approval || approvalOf(task.state, definitions.workflow) === undefined) return undefined;
  const definition = own(approvalsOf(approval.version, definitions), approval.name);
  return definition && { approval, definition };
}

/** Whether this node does not know the version of the workflow with which the round of a task began. */
export const isUnknownVersion = (
  task: Pick<Task, "state" | "approval">,
  definitions: Known,
): boolean =>
  approvalOf(task.state, definitions.workflow) !== undefined &&
  !!task.approval &&
  runningApproval(task, definitions) === undefined;

/** A step from the point of view of one person who may vote in it. */
export interface StepOfSeat {
  readonly name: string;
  readonly step: TaskStep;
  /** The groups in which the person may vote. */
  readonly groups: readonly string[];
  /** Their vote. */
  readonly vote: Vote | undefined;
  /** Whether a vote `for` by this person would count for a group that still needs votes. */
  readonly fills: boolean;
}

/** The steps of an approval as the actor sees them, for a vote of this kind. */
export function stepsOfSeat(
  { approval, definition }: Running,
  { actor, task }: Pick<Facts, "actor" | "task">,
  kind: Vote["vote"] | "return" = "for",
): StepOfSeat[] {
  return Object.entries(definition.steps).flatMap(([name, data]: [string, StepData]) => {
    const step = approval.steps[name];
    if (!step || !task) return [];
    const groups = fittingGroups(actor, data, step, task, kind);
    const others = votesIn(approval, name).filter(({ seat }) => seat !== actor.userId);
    const votes = others.filter(({ vote }) => vote === "for").map((one) => one.groups);
    return {
      name,
      step,
      groups,
      vote: votesIn(approval, name).find(({ seat }) => seat === actor.userId),
      fills: fillsMore(groups, votes, step.required),
    };
  });
}

/** Whether `casterId` has given this same vote already. A vote that somebody else has cast for the seat does not count. */
export const isSameVote = (
  given: Vote | undefined,
  kind: Vote["vote"] | "return",
  casterId: string,
): boolean => given?.vote === kind && given.castBy === casterId;

/**
 * The open steps that wait for a vote of the actor. This does not check whether the actor's role allows
 * them to vote at all.
 */
export const stepsToVoteIn = (
  running: Running,
  facts: Pick<Facts, "actor" | "task" | "caster">,
): string[] =>
  stepsOfSeat(running, facts).flatMap(({ name, step, groups, vote }) => {
    const barred = barredFrom(name, running.approval, running.definition);
    const isBarred = [facts.actor, facts.caster].some((one) => one && barred.has(one.userId));
    return step.state === "open" && groups.length > 0 && !vote && !isBarred ? name : [];
  });

/**
 * Returns the step for which a vote of the actor counts:
 *
 * - the step that the vote names;
 * - without a name, the only open step in which a vote of this kind changes something;
 * - if there is no such step, the only open step in which the actor may vote.
 *
 * Undefined if there is no such step, or more than one. A `return` has the same effect in every
 * step, so the first one is taken.
 */
export function stepOfVote(
  kind: Vote["vote"] | "return",
  running: Running,
  facts: Pick<Facts, "actor" | "task" | "vote" | "caster">,
): StepOfSeat | undefined {
  const all = stepsOfSeat(running, facts, kind);
  const named = facts.vote?.step;
  const casterId = (facts.caster ?? facts.actor).userId;
  if (named !== undefined) return all.find(({ name }) => name === named);
  const open = all.filter(({ step, groups }) => step.state === "open" && groups.length > 0);
  const useful = open.filter(
    ({ vote, fills }) =>
      kind === "return" || (!isSameVote(vote, kind, casterId) && (kind !== "for" || fills)),
  );
  const [first, ...more] = useful.length > 0 ? useful : open;
  return more.length > 0 && kind !== "return" ? undefined : first;
}
