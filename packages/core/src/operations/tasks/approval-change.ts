import { calendarOf } from "../../approvals/deadline.ts";
import type { ApprovalChange, Proceeding } from "../../approvals/draft.ts";
import type { DueChange } from "../../approvals/due.ts";
import { endRound, wasTurnedDown } from "../../approvals/end-round.ts";
import { checkKnownVersion } from "../../approvals/known-version.ts";
import { startRound } from "../../approvals/round.ts";
import { asksAgain, editContent } from "../../approvals/void.ts";
import { approvalOf, type Running, runningApproval } from "../../approvals/vote-steps.ts";
import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { systemId } from "../../model/actor.ts";
import type { TaskApproval, TaskStep } from "../../model/approval.ts";
import type { ApprovalData } from "../../model/approval-data.ts";
import { own } from "../../model/own.ts";
import type { Reason } from "../../model/reason.ts";
import type { Task } from "../../model/task.ts";
import type {
  Candidate,
  NotificationRequest,
  ResolveRequest,
} from "../../notifications/request.ts";
import type { ApprovalPart, TaskEvent } from "./task-change.ts";

const unchanged = (task: Task): ApprovalPart => ({
  approval: task.approval ?? null,
  events: [],
  resolves: [],
});

/** Reads the facts that decide how the approval of a task changes. */
export const proceedingOf = async (
  context: OperationContext,
  task: Task,
  definition: ApprovalData,
): Promise<Proceeding> => ({
  definition,
  task,
  voters: await builtIn(context).people.voters(task, context.board(), context.now),
  now: context.now,
  outages: context.facts.outages,
  calendar: calendarOf(definition, context.definitions),
});

/**
 * Returns the approval that a task is in.
 *
 * @throws {TaskwireError} `unavailable` if this server doesn't know the version that the round began with.
 */
export function runningIn(context: OperationContext, task: Task): Running | undefined {
  checkKnownVersion(task, context.definitions);
  return runningApproval(task, context.definitions);
}

/**
 * Starts a round, because a task enters a state. If the state has no approval, the earlier approval
 * stays on the task with its votes, and its round is over.
 *
 * @param task in its new state
 */
export async function enterApproval(
  context: OperationContext,
  before: Task | undefined,
  task: Task,
): Promise<ApprovalPart> {
  const { workflow } = context.definitions;
  const name = approvalOf(task.state, workflow);
  const definition = own(workflow.approvals, name ?? "");
  if (name === undefined || !definition)
    return { ...unchanged(task), approval: task.approval ? endRound(task.approval) : null };
  const start = {
    name,
    version: workflow.version,
    before: task.approval,
    wasTurnedDown: before !== undefined && wasTurnedDown(before, task, workflow),
  };
  const proceeding = await proceedingOf(context, task, definition);
  return tell(context, task, startRound(start, proceeding), { before: task.approval });
}

/** Voids the votes whose content an edit changes. Call it if the task stays in its state. */
export async function editApproval(
  context: OperationContext,
  before: Task,
  task: Task,
): Promise<ApprovalPart> {
  const running = runningIn(context, before);
  if (!running) return unchanged(task);
  const proceeding = await proceedingOf(context, task, running.definition);
  const change = editContent(running.approval, before, proceeding);
  const part = await tell(context, task, change, { before: running.approval });
  if (!asksAgain(change.events)) return part;
  const superseded: ResolveRequest = {
    about: `task:${task.id}`,
    reasons: ["approval.requested"],
    resolution: "superseded",
  };
  return { ...part, resolves: [superseded, ...part.resolves] };
}

/** Turns a change of an approval into events and notification requests. */
export async function tell(
  context: OperationContext,
  task: Task,
  change: ApprovalChange & Partial<Pick<DueChange, "action">>,
  { before }: { readonly before: TaskApproval | null | undefined },
): Promise<ApprovalPart> {
  const { approval, events, asks, reminds, seats, regrouped, action } = change;
  const helpers = async (type: string, permission: string): Promise<string[]> => {
    if (!events.some((event) => event.type === type)) return [];
    const holders = await builtIn(context).people.holders(permission, task, context.board());
    return [...new Set([task.requesterId, ...holders])].filter((userId) => userId !== systemId);
  };
  const told: { readonly [type: string]: readonly string[] } = {
    "approval.stalled": await helpers("approval.stalled", "task.addVoter"),
    // If the deadline takes an action, the action's own event tells people.
    "approval.overdue": action ? [] : await helpers("approval.overdue", "task.extend"),
  };
  const left = new Map(Object.entries(asks));
  const asking = ["approval.opened", "approval.escalated"];
  const emitted = events.map(({ type, step, data }, i): TaskEvent => {
    const candidates: Candidate[] = [];
    const asked = asking.includes(type) ? left.get(step) : undefined;
    if (asked) {
      candidates.push(...asked.map(ask));
      left.delete(step);
    }
    // Steps that were already open can wait for more people than before. These people are asked
    // with the last event.
    if (i === events.length - 1) candidates.push(...[...left.values()].flat().map(ask));
    if (type === "approval.reminded" || type === "deadline.moved")
      candidates.push(...(reminds[step] ?? []).map(ask));
    candidates.push(...(told[type] ?? []).map((to) => tellOf(type as Reason, to)));
    return {
      type,
      data: { step, ...data },
      withTask: false,
      ...(candidates.length > 0 && { notify: { ...requestFor(task, candidates), seats } }),
    };
  });
  // A person can have an older open request, for example as a delegate whose delegation has just ended.
  const askedNow = [...Object.values(asks), ...Object.values(reminds)].flat();
  const superseded = askedNow.length > 0 ? [supersededFor(task, askedNow)] : [];
  return {
    approval,
    events: emitted,
    resolves: [...superseded, ...unblocked(task, before, approval)],
    ...(regrouped.length > 0 && {
      seats: Object.fromEntries(regrouped.map((userId) => [userId, own(seats, userId) ?? []])),
    }),
  };
}

/** Resolves the requests that people have, because a newer request replaces them. */
export const supersededFor = ({ id }: Task, userIds: readonly string[]): ResolveRequest => ({
  about: `task:${id}`,
  reasons: ["approval.requested"],
  userIds: [...userIds],
  resolution: "superseded",
});

/** Asks a person to vote, even if their own vote opened the step. */
const ask = (to: string): Candidate => ({ to, reason: "approval.requested", evenActor: true });

/** Nobody stalls a step on purpose. So a stall is also reported to the person whose command caused it. */
const tellOf = (reason: Reason, to: string): Candidate => ({
  to,
  reason,
  ...(reason === "approval.stalled" && { evenActor: true }),
});

const requestFor = (task: Task, candidates: readonly Candidate[]): NotificationRequest => ({
  about: `task:${task.id}`,
  boardId: task.boardId,
  taskId: task.id,
  excerpt: task.title,
  candidates,
});

const isIn = (
  approval: TaskApproval | null | undefined,
  holds: (step: TaskStep) => boolean,
): boolean => Object.values(approval?.steps ?? {}).some(holds);

const isStalled = ({ stalled }: TaskStep): boolean => stalled !== null;
const isOverdue = ({ state, overdue }: TaskStep): boolean => state === "open" && overdue === true;

/** If no step is stalled or overdue any more, the notifications about this are resolved. */
function unblocked(
  { id }: Task,
  before: TaskApproval | null | undefined,
  after: TaskApproval,
): ResolveRequest[] {
  const reports = { "approval.stalled": isStalled, "approval.overdue": isOverdue } as const;
  const reasons = Object.entries(reports).flatMap(([reason, holds]) =>
    isIn(before, holds) && !isIn(after, holds) ? [reason as keyof typeof reports] : [],
  );
  return reasons.length > 0 ? [{ about: `task:${id}`, reasons, resolution: "unblocked" }] : [];
}
