import type { ApprovalChange, Proceeding } from "../../approvals/draft.ts";
import { checkKnownVersion } from "../../approvals/known-version.ts";
import { startRound } from "../../approvals/round.ts";
import { asksAgain, editContent } from "../../approvals/void.ts";
import { approvalOf, type Running, runningApproval } from "../../approvals/vote-steps.ts";
import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { systemId } from "../../model/actor.ts";
import type { TaskApproval } from "../../model/approval.ts";
import type { ApprovalData } from "../../model/approval-data.ts";
import type { WorkflowData } from "../../model/definitions.ts";
import { own } from "../../model/own.ts";
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

/** Everything that decides how the approval of a task goes on. */
export const proceedingOf = async (
  context: OperationContext,
  task: Task,
  definition: ApprovalData,
): Promise<Proceeding> => ({
  definition,
  task,
  voters: await builtIn(context).people.voters(task, context.board()),
  now: context.now,
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
 * Starts a round, because a task enters a state. If the state has no approval, an earlier one stays on
 * the task as it is.
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
  if (name === undefined || !definition) return unchanged(task);
  const start = {
    name,
    version: workflow.version,
    before: task.approval,
    wasTurnedDown: before !== undefined && wasTurnedDown(before, workflow),
  };
  const proceeding = await proceedingOf(context, task, definition);
  return tell(context, task, startRound(start, proceeding), { before: task.approval });
}

/** Whether the last decision on a task was against it or returned it. */
function wasTurnedDown({ decision }: Task, { actions }: WorkflowData): boolean {
  const vote = decision ? own(actions, decision.action)?.vote : undefined;
  return vote === "against" || vote === "return";
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

/** Makes events and notifications of a change of an approval. */
export async function tell(
  context: OperationContext,
  task: Task,
  change: ApprovalChange,
  { before }: { readonly before: TaskApproval | null | undefined },
): Promise<ApprovalPart> {
  const { approval, events, asks } = change;
  const isStalled = events.some(({ type }) => type === "approval.stalled");
  const stallers = isStalled
    ? await builtIn(context).people.holders("task.addVoter", task, context.board())
    : [];
  const left = new Map(Object.entries(asks));
  const told = events.map(({ type, step, data }, i): TaskEvent => {
    const candidates: Candidate[] = [];
    const asked = type === "approval.opened" ? left.get(step) : undefined;
    if (asked) {
      candidates.push(...asked.map(ask));
      left.delete(step);
    }
    // Steps that wait for more people than before, without having opened.
    if (i === events.length - 1) candidates.push(...[...left.values()].flat().map(ask));
    if (type === "approval.stalled")
      candidates.push(
        ...[...new Set([task.requesterId, ...stallers])]
          .filter((userId) => userId !== systemId)
          .map((to): Candidate => ({ to, reason: "approval.stalled" })),
      );
    return {
      type,
      data: { step, ...data },
      withTask: false,
      ...(candidates.length > 0 && { notify: requestFor(task, candidates) }),
    };
  });
  return { approval, events: told, resolves: unblocked(task, before, approval) };
}

/** The person whose vote opened a step is asked too. */
const ask = (to: string): Candidate => ({ to, reason: "approval.requested", evenActor: true });

const requestFor = (task: Task, candidates: readonly Candidate[]): NotificationRequest => ({
  about: `task:${task.id}`,
  boardId: task.boardId,
  taskId: task.id,
  excerpt: task.title,
  candidates,
});

const isStalledIn = (approval: TaskApproval | null | undefined): boolean =>
  Object.values(approval?.steps ?? {}).some(({ stalled }) => stalled !== null);

/** If no step is stalled any more, the reports of stalls are resolved. */
const unblocked = (
  { id }: Task,
  before: TaskApproval | null | undefined,
  after: TaskApproval,
): ResolveRequest[] =>
  isStalledIn(before) && !isStalledIn(after)
    ? [{ about: `task:${id}`, reasons: ["approval.stalled"], resolution: "unblocked" }]
    : [];
