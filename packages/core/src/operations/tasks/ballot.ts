import { z } from "zod";
import type { ApprovalChange, Proceeding } from "../../approvals/draft.ts";
import { withoutAbsent } from "../../approvals/drop-votes.ts";
import { type Ballot, castVote } from "../../approvals/vote.ts";
import { type Running, type StepOfSeat, stepOfVote } from "../../approvals/vote-steps.ts";
import type { OperationContext } from "../../engine/operation/context.ts";
import { TaskwireError } from "../../errors.ts";
import type { Vote } from "../../model/approval.ts";
import { maxNameLength } from "../../model/approval-data.ts";
import type { Facts } from "../../model/facts.ts";
import { userIdSchema } from "../../model/id.ts";
import type { Subtask } from "../../model/subtask.ts";
import type { Task } from "../../model/task.ts";
import type { ResolveRequest } from "../../notifications/request.ts";
import { proceedingOf, runningIn, tell } from "./approval-change.ts";
import { keepTimer } from "./keep-timer.ts";
import { receiptOfVote } from "./receipts.ts";
import { type ApprovalPart, emitTaskChange } from "./task-change.ts";

/** The input of a vote, in addition to the ids. */
export const ballotInput = {
  step: z.string().max(maxNameLength).optional().meta({
    description: "The step to vote in. Only needed by people who can vote in several open steps.",
  }),
  for: userIdSchema.optional().meta({
    description: "The person for whom the caller votes, as their delegate. Default: the caller.",
  }),
  version: z.int().optional().meta({
    description:
      'The version of the task that the voter saw. The vote is refused if what it is about has changed since. Required, unless `If-Match` names it or the workflow says `decisionNeeds: "nothing"`.',
  }),
};

/** A vote that was counted. */
export interface CastBallot {
  readonly part: ApprovalPart;
  /** The decision that the votes have made. Null while steps are open. */
  readonly outcome: "for" | "against" | null;
  /** The votes that the decision rests on. */
  readonly votes: readonly Vote[];
}

/**
 * Counts the actor's vote on the target's task. It has been judged.
 *
 * @param action the name of the action in the workflow
 */
export async function castBallot(
  context: OperationContext,
  action: string,
  vote: "for" | "against",
  reason: string | undefined,
): Promise<CastBallot> {
  const { facts, actor } = context;
  const task = context.task();
  const running = runningIn(context, task);
  const proceeding = running && (await proceedingOf(context, task, running.definition));
  const seat = running && proceeding && seatOf(vote, running, facts, proceeding);
  if (!seat)
    throw new TaskwireError("refused", "The task has no step that is open.", { rule: "step" });
  const ballot = {
    step: seat.name,
    seat: facts.actor,
    castBy: actor.userId,
    via: facts.via,
    vote,
    reason,
    // Without `version`, the engine let the vote in because of `If-Match`, or the workflow needs none.
    version:
      facts.vote?.version ??
      (context.definitions.workflow.decisionNeeds === "version" ? task.version : undefined),
  };
  const change = withReceipt(
    context,
    castVote(running.approval, ballot, proceeding),
    { action, running },
    ballot,
  );
  const part = await tell(context, task, change, { before: running.approval });
  const resolves = [...answered(task, change.done, actor.userId), ...part.resolves];
  const votes = change.approval.votes.filter(
    (one) =>
      one.vote === change.outcome &&
      (vote === "against"
        ? one.step === ballot.step
        : change.approval.steps[one.step]?.state === "passed"),
  );
  return { part: { ...part, resolves }, outcome: change.outcome, votes };
}

/** The step that a vote is for. It may be full only because of votes that count no more. */
function seatOf(
  kind: "for" | "against",
  running: Running,
  facts: Facts,
  { task, voters }: Proceeding,
): StepOfSeat | undefined {
  const seat = stepOfVote(kind, running, facts);
  if (seat) return seat;
  const people = new Map(voters.map((one) => [one.userId, one]));
  const { approval } = withoutAbsent(task, people) ?? task;
  return approval ? stepOfVote(kind, { ...running, approval }, facts) : undefined;
}

/** Puts the receipt of a vote into its event, and the receipt's hash into the vote. */
function withReceipt(
  context: OperationContext,
  change: ApprovalChange,
  { action, running }: { readonly action: string; readonly running: Running },
  { step, seat, reason }: Ballot,
): ApprovalChange {
  const cast = change.approval.votes.find(
    (one) => one.step === step && one.seat === seat.userId && one.at === context.now,
  );
  const after = change.events.findIndex(({ type }) => type === "approval.voted");
  if (!cast || after < 0) return change;
  const acted = { action, reason, via: cast.via ?? ("app" as const), after };
  const made = receiptOfVote(context, change.approval, cast, running, acted);
  const events = change.events.map((event, i) =>
    i === after ? { ...event, data: { ...event.data, ...made.data } } : event,
  );
  return { ...change, approval: made.approval, events };
}

/**
 * Resolves the requests that need no answer after a vote: the voter's own, and those of people
 * whose step passed.
 */
function answered({ id }: Task, done: readonly string[], voterId: string): ResolveRequest[] {
  const request = { about: `task:${id}`, reasons: ["approval.requested"] as const };
  const others = done.filter((userId) => userId !== voterId);
  return [
    ...(done.includes(voterId)
      ? [{ ...request, userIds: [voterId], resolution: "voted" as const }]
      : []),
    ...(others.length > 0
      ? [{ ...request, userIds: others, resolution: "decided" as const, decidedBy: voterId }]
      : []),
  ];
}

/** Emits a change of the approval that decides nothing yet: the task stays in its state. */
export async function keepOpen(
  context: OperationContext,
  before: Task,
  approval: ApprovalPart,
): Promise<{ task: Task; subtasks: Subtask[] }> {
  const subtasks = before.total + before.cancelled > 0 ? await context.siblings() : [];
  await keepTimer(context, before, { ...before, approval: approval.approval });
  const task = emitTaskChange(context, { before, task: before, events: [], approval });
  return { task, subtasks: [...subtasks] };
}
