import type { ActionData } from "../../model/definitions.ts";
import type { Definitions } from "../../model/facts.ts";
import type { Subtask } from "../../model/subtask.ts";
import type { Task } from "../../model/task.ts";
import type {
  Candidate,
  NotificationRequest,
  ResolveRequest,
} from "../../notifications/request.ts";

const refOf = ({ id }: Task) => `task:${id}`;

/** The reasons of notifications that a decision leaves nothing to do about. */
const waitingReasons = ["approval.requested", "approval.stalled", "approval.overdue"] as const;

const request = (
  task: Task,
  candidates: readonly Candidate[],
  excerpt: string = task.title,
): NotificationRequest => ({
  about: refOf(task),
  boardId: task.boardId,
  taskId: task.id,
  excerpt,
  candidates,
});

const nextDeciders = (task: Task): Candidate => ({
  to: { deciders: task },
  reason: "approval.requested",
});
const requester = ({ requesterId }: Task): Candidate => ({ to: requesterId, reason: "requester" });
const deciders = ({ decisions }: Task): Candidate[] => {
  const people = decisions.flatMap((one) => (one.for === undefined ? one.by : [one.by, one.for]));
  return [...new Set(people)].map((to) => ({ to, reason: "decider" }));
};
const followers: Candidate = { to: { level: "all" }, reason: "follower" };

/** A new task notifies the people who can decide on it. */
export const createRequest = (task: Task): NotificationRequest =>
  request(task, [nextDeciders(task)]);

/**
 * Whether an edit of the task can change who may decide on it. It can't if no role's permission to
 * decide depends on a condition.
 */
export function editChangesDeciders({ kind }: Task, { workflow, roles }: Definitions): boolean {
  if (kind !== "waiting") return false;
  const decisions = Object.entries(workflow.actions).filter(([, { decision }]) => decision);
  return Object.values(roles.roles).some((grants) =>
    decisions.some(([name]) => Array.isArray(grants[`task.${name}`])),
  );
}

/** An edit notifies the people who can decide on the task after it, but could not before. */
export const editRequest = (before: Task, task: Task): NotificationRequest =>
  request(task, [{ to: { deciders: task, unlike: before }, reason: "approval.requested" }]);

/** An edit resolves the requests to people who can't decide on the task any more. */
export const resolvedByEdit = (task: Task): ResolveRequest => ({
  about: refOf(task),
  reasons: ["approval.requested"],
  resolution: "access_lost",
});

/**
 * If decisions are void, notifies the people who made them, the requester, and the people who can
 * decide now. If an approval begins, its steps ask people instead.
 */
export const voidedRequest = (
  task: Task,
  by: readonly string[],
  isVotedOn: boolean,
): NotificationRequest =>
  request(task, [
    ...(isVotedOn ? [] : [nextDeciders(task)]),
    requester(task),
    ...by.map((to): Candidate => ({ to, reason: "decider" })),
  ]);

/** If decisions are void, the requests for the next decision are resolved. */
export const resolvedByVoid = (task: Task): ResolveRequest[] => [
  {
    about: refOf(task),
    reasons: waitingReasons,
    resolution: "cancelled",
  },
];

/**
 * A step of a task from one state to another. Its notifications follow from the kinds of both states,
 * so they work for every workflow.
 */
export interface Step {
  readonly before: Task;
  readonly task: Task;
  readonly action: ActionData;
  readonly reason?: string | undefined;
  /** Whether an approval begins with it. Then the approval's steps ask people. */
  readonly isVotedOn?: boolean;
  /** Whether the task waits for its requester before it, or after it. */
  readonly wasReturned?: boolean;
  readonly isReturned?: boolean;
}

/**
 * Returns the request to notify people of a step. `cancelled` are the subtasks that the step
 * cancels.
 */
export function stepRequest(
  { before, task, action, reason, isVotedOn = false, isReturned = false }: Step,
  cancelled: readonly Subtask[] = [],
): NotificationRequest | undefined {
  const candidates: Candidate[] = [];
  const isDecision = action.decision;
  if (isDecision && isReturned)
    candidates.push({ to: task.requesterId, reason: "revision.requested" });
  else if (isDecision || task.kind === "dropped") candidates.push(requester(task));
  if (task.kind === "waiting" && !isVotedOn && !isReturned) candidates.push(nextDeciders(task));
  // The people who have decided on the task are notified of later decisions, when it comes back to
  // a waiting state, and when it ends.
  if (isDecision || task.kind !== "working") candidates.push(...deciders(before));
  if (task.kind === "done") candidates.push(requester(task), followers);
  for (const { assigneeId } of cancelled)
    if (assigneeId) candidates.push({ to: assigneeId, reason: "assigned" });
  return candidates.length > 0
    ? request(task, candidates, reason?.trim() || task.title)
    : undefined;
}

/**
 * Returns the requests to resolve notifications, because nothing is left to do about them after the
 * step.
 */
export function resolvedByStep(
  { before, task, action, wasReturned = false }: Step,
  actorId: string,
): ResolveRequest[] {
  const about = refOf(task);
  const requests: ResolveRequest[] = [];
  if (wasReturned) {
    const resolution = task.kind === "dropped" ? "cancelled" : "completed";
    requests.push({ about, reasons: ["revision.requested"], resolution });
  } else if (before.kind === "waiting") {
    requests.push({ about, reasons: waitingReasons, ...outcomeOf(action, actorId) });
  }
  if (before.total > 0) requests.push(...resolvedWork(task));
  return requests;
}

function outcomeOf({ decision, trigger }: ActionData, actorId: string) {
  if (trigger === "deadline") return { resolution: "expired" as const };
  return decision
    ? { resolution: "decided" as const, decidedBy: actorId }
    : { resolution: "cancelled" as const };
}

/** When a task ends, its requests to work are resolved. */
function resolvedWork(task: Task): ResolveRequest[] {
  const request = { about: refOf(task), reasons: ["assigned"] as const };
  if (task.kind === "done") return [{ ...request, resolution: "completed" }];
  return task.kind === "dropped" ? [{ ...request, resolution: "cancelled" }] : [];
}

/**
 * Returns the requests to resolve notifications after a subtask was completed. If this completes
 * the task, all its requests to work are resolved. Otherwise only those to the subtask's assignee,
 * and only if they have no other open subtask in the task.
 */
export function resolvedByCompletion(
  task: Task,
  { assigneeId }: Subtask,
  all: readonly Subtask[],
): ResolveRequest[] {
  if (task.kind === "done") return resolvedWork(task);
  if (assigneeId === null || hasOpenSubtask(assigneeId, all)) return [];
  return [
    {
      about: refOf(task),
      userIds: [assigneeId],
      reasons: ["assigned"],
      resolution: "completed",
    },
  ];
}

const hasOpenSubtask = (userId: string, all: readonly Subtask[]): boolean =>
  all.some(({ assigneeId, state }) => assigneeId === userId && state === "open");

/** Notifies the people whose subtasks had to wait only for this one. */
export const turnRequest = (
  task: Task,
  completed: Subtask,
  all: readonly Subtask[],
): NotificationRequest | undefined => workRequest(task, nextAfter(completed, all));

/**
 * Notifies the assignee of a cancelled subtask, and the people whose subtasks had to wait only for
 * this one.
 */
export const cancelRequest = (
  task: Task,
  cancelled: Subtask,
  all: readonly Subtask[],
): NotificationRequest | undefined => workRequest(task, [cancelled, ...nextAfter(cancelled, all)]);

/** Returns the open subtasks that had to wait for this one, and for no other open subtask. */
const nextAfter = ({ id }: Subtask, all: readonly Subtask[]): Subtask[] =>
  all.filter((one) => one.dependsOn.includes(id) && isTurnOf(one, all));

/** Whether a subtask is open and does not have to wait for another open subtask. */
export const isTurnOf = ({ state, dependsOn }: Subtask, all: readonly Subtask[]): boolean =>
  state === "open" && !all.some((other) => other.state === "open" && dependsOn.includes(other.id));

/** Notifies the assignees of subtasks. */
export function workRequest(
  task: Task,
  parts: readonly Subtask[],
): NotificationRequest | undefined {
  const assigned = parts.filter(({ assigneeId }) => assigneeId !== null);
  if (assigned.length === 0) return undefined;
  const people = [...new Set(assigned.map(({ assigneeId }) => String(assigneeId)))];
  return request(
    task,
    people.map((to): Candidate => ({ to, reason: "assigned" })),
    assigned.map(({ title }) => title).join(", "),
  );
}

/** An assignee gets one notification, however many subtasks a command gives them. */
export const assignRequest = (
  task: Task,
  userId: string,
  theirs: readonly Subtask[],
): NotificationRequest =>
  request(task, [{ to: userId, reason: "assigned" }], theirs.map(({ title }) => title).join(", "));

/** A reassignment notifies both the new and the old assignee. */
export function reassignRequest(
  task: Task,
  subtask: Subtask,
  from: string | null,
): NotificationRequest | undefined {
  const people = [subtask.assigneeId, from].filter((userId) => userId !== null);
  if (people.length === 0) return undefined;
  return request(
    task,
    people.map((to): Candidate => ({ to, reason: "assigned" })),
    subtask.title,
  );
}

/**
 * Returns the requests to resolve notifications of the former assignee. If they have no open
 * subtask in the task any more, their requests to work are resolved. If they may not see the task
 * any more, all their notifications about it are resolved.
 */
export function resolvedByReassign(
  task: Task,
  from: string | null,
  all: readonly Subtask[],
): ResolveRequest[] {
  if (from === null) return [];
  const requests: ResolveRequest[] = [];
  if (!hasOpenSubtask(from, all))
    requests.push({
      about: refOf(task),
      userIds: [from],
      reasons: ["assigned"],
      resolution: "cancelled",
    });
  if (!task.involved.includes(from))
    requests.push({ userId: from, taskId: task.id, resolution: "access_lost" });
  return requests;
}
