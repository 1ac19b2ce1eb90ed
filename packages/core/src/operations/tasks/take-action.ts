import { approvalOf } from "../../approvals/vote-steps.ts";
import type { OperationContext } from "../../engine/operation/context.ts";
import type { Vote } from "../../model/approval.ts";
import type { ActionData } from "../../model/definitions.ts";
import type { Subtask } from "../../model/subtask.ts";
import type { Task } from "../../model/task.ts";
import { waitsForRequester } from "../../workflow/standing.ts";
import type { Templates } from "../../workflow/templates.ts";
import { transition } from "../../workflow/transition.ts";
import { runningIn } from "./approval-change.ts";
import { changeTask } from "./change-task.ts";
import { receiptOfDecision } from "./receipts.ts";
import { type ApprovalPart, type TaskEvent, voidedEvent } from "./task-change.ts";
import {
  type ActionStep,
  cancellationChange,
  endsWork,
  startsWork,
  stateChange,
  workStartChange,
} from "./task-step.ts";
import { resumedSubtasks, workStart } from "./work-start.ts";

/** An action of the workflow that is taken on the target's task. */
interface TakenAction {
  readonly name: string;
  readonly action: ActionData;
  readonly reason?: string | undefined;
  /** The version of the task that the person saw, if they named it. */
  readonly seen?: number | undefined;
  /** The change of the approval that led to the action, by a vote or by a deadline. */
  readonly part?: ApprovalPart | undefined;
  /** The votes that led to the action. */
  readonly votes?: readonly Vote[] | undefined;
}

/** Takes an action of the workflow on the target's task. It has been judged. */
export async function takeAction(
  context: OperationContext,
  taken: TakenAction,
  templates: Templates,
): Promise<{ task: Task; subtasks: Subtask[] }> {
  const { name, action, reason, seen, part } = taken;
  const before = context.task();
  const { workflow } = context.definitions;
  const actorId = context.actor.userId;
  const voted = part ? { ...before, approval: part.approval } : before;
  // A delegate's vote is the one of the person whom they stand for.
  const seatId = context.facts.caster && context.facts.actor.userId;
  const task = transition(voted, name, {
    workflow,
    actorId,
    seatId,
    now: context.now,
    reason,
    seen,
  });
  const isVotedOn = approvalOf(task.state, workflow) !== undefined;
  const wasReturned = waitsForRequester(before, workflow);
  const isReturned = waitsForRequester(task, workflow);
  const step = { before, task, name, action, reason, actorId, isVotedOn, wasReturned, isReturned };
  const { change, subtasks } = await decide(context, step, templates);
  // The task was edited while nobody was asked for a decision, so it has to be decided on
  // again.
  const events =
    task.state === action.to
      ? change.events
      : [...change.events, { ...voidedEvent(before, task, workflow), notify: undefined }];
  const all = {
    ...change,
    events: [...(part?.events ?? []), ...withReceipt(context, taken, events)],
  };
  return { task: await changeTask(context, all, true), subtasks: [...subtasks] };
}

/** Puts the receipt of a decision into the event of its action, which is the first one. */
function withReceipt(
  context: OperationContext,
  { name, action, reason, seen, part, votes = [] }: TakenAction,
  [first, ...more]: readonly TaskEvent[],
): TaskEvent[] {
  if (!first) return more;
  if (!action.decision || !context.definitions.receipts) return [first, ...more];
  const before = context.task();
  const isTimed = action.trigger === "deadline";
  const needsVersion = context.definitions.workflow.decisionNeeds === "version";
  const facts = {
    running: runningIn(context, before),
    votes,
    isOverride: action.vote === "override",
    statedVersion: !isTimed && (seen !== undefined || needsVersion),
    seen: seen ?? before.version,
  };
  const via = isTimed ? "deadline" : (context.facts.via ?? "app");
  const acted = { action: name, reason, via, after: part?.events.length ?? 0 } as const;
  const data = { ...first.data, ...receiptOfDecision(context, facts, acted) };
  return [{ ...first, data }, ...more];
}

/** Reads the subtasks that a step needs and decides what it changes. */
async function decide(context: OperationContext, step: ActionStep, templates: Templates) {
  const { before } = step;
  const existing = before.total + before.cancelled > 0 ? await context.siblings() : [];
  if (startsWork(step)) {
    const start =
      before.kind === "done"
        ? {
            template: before.template,
            returning: await resumedSubtasks(context, before, existing),
            created: [],
          }
        : await workStart(context, before, existing, templates);
    return workStartChange(step, existing, start);
  }
  return endsWork(step)
    ? cancellationChange(step, existing, context.now)
    : stateChange(step, existing);
}
