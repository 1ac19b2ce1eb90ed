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
const deciders = ({ decisions }: Task): Candidate[] =>
  [...new Set(decisions.map(({ by }) => by))].map((to) => ({ to, reason: "decider" }));
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

/** An edit notifies the people who can decide on the task since this edit. */
export const editRequest = (before: Task, task: Task): NotificationRequest =>
  request(task, [{ to: { deciders: task, unlike: before }, reason: "approval.requested" }]);

/** An edit resolves the requests to people who can't decide on the task any more. */
export const resolvedByEdit = (task: Task): ResolveRequest => ({
  about: refOf(task),
  reasons: ["approval.requested"],
  resolution: "access_lost",
});

/** People whose decisions are void are told, and those who can decide now are asked. */
export const voidedRequest = (task: Task, by: readonly string[]): NotificationRequest =>
  request(task, [
    nextDeciders(task),
    requester(task),
    ...by.map((to): Candidate => ({ to, reason: "decider" })),
  ]);

/** When decisions are void, nobody is asked for the next one any more. */
export const resolvedByVoid = (task: Task): ResolveRequest[] => [
  {
    about: refOf(task),
    reasons: ["approval.requested", "approval.stalled"],
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
}

/** The people whom a step notifies; `cancelled` are the subtasks that it cancels. */
export function stepRequest(
  { before, task, action, reason }: Step,
  cancelled: readonly Subtask[] = [],
): NotificationRequest | undefined {
  const candidates: Candidate[] = [];
  const isDecision = action.decision;
  if (isDecision || task.kind === "dropped") candidates.push(requester(task));
  if (task.kind === "waiting") candidates.push(nextDeciders(task));
  // Everybody who has decided on the task learns of later decisions, of its return and of its end.
  if (isDecision || task.kind !== "working") candidates.push(...deciders(before));
  if (task.kind === "done") candidates.push(requester(task), followers);
  for (const { assigneeId } of cancelled)
    if (assigneeId) candidates.push({ to: assigneeId, reason: "assigned" });
  return candidates.length > 0
    ? request(task, candidates, reason?.trim() || task.title)
    : undefined;
}

/** The notifications that a step leaves nothing to do about. */
export function resolvedByStep({ before, task, action }: Step, actorId: string): ResolveRequest[] {
  const about = refOf(task);
  const requests: ResolveRequest[] = [];
  if (before.kind === "waiting") {
    const outcome = action.decision
      ? { resolution: "decided" as const, decidedBy: actorId }
      : { resolution: "cancelled" as const };
    requests.push({ about, reasons: ["approval.requested", "approval.stalled"], ...outcome });
  }
  if (before.total > 0) requests.push(...resolvedWork(task));
  return requests;
}

/** When a task ends, its requests to work end too. */
function resolvedWork(task: Task): ResolveRequest[] {
  const request = { about: refOf(task), reasons: ["assigned"] as const };
  if (task.kind === "done") return [{ ...request, resolution: "completed" }];
  return task.kind === "dropped" ? [{ ...request, resolution: "cancelled" }] : [];
}

/**
 * The notifications that a completed subtask resolves: all requests to work if it completes the task,
 * else those to its assignee, unless they have another open subtask of the task.
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

/** People whose subtasks were waiting for this one are told that it is their turn. */
export const turnRequest = (
  task: Task,
  completed: Subtask,
  all: readonly Subtask[],
): NotificationRequest | undefined => workRequest(task, nextAfter(completed, all));

/** The assignee of a cancelled subtask is told, and so are people whose turn it is without it. */
export const cancelRequest = (
  task: Task,
  cancelled: Subtask,
  all: readonly Subtask[],
): NotificationRequest | undefined => workRequest(task, [cancelled, ...nextAfter(cancelled, all)]);

/** The open subtasks that were waiting for this one, and for no other that is still open. */
const nextAfter = ({ id }: Subtask, all: readonly Subtask[]): Subtask[] =>
  all.filter((one) => one.dependsOn.includes(id) && isTurnOf(one, all));

/** Whether an open subtask waits for no other. */
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
 * The notifications of the old assignee that a reassignment resolves: requests to work, if they have no
 * open subtask of the task any more, and all about the task, if they may not see it any more.
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
