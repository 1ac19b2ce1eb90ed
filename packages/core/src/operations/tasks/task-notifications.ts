import type { OperationContext } from "../../engine/operation/context.ts";
import type { Emitted } from "../../engine/operation/emitted.ts";
import type { ActionData } from "../../model/definitions.ts";
import type { Subtask } from "../../model/subtask.ts";
import type { Task } from "../../model/task.ts";
import type { Candidate, NotificationRequest } from "../../notifications/request.ts";

const aboutTask = ({ id }: { readonly id: string }) => `task:${id}`;

const request = (
  task: Task,
  candidates: readonly Candidate[],
  excerpt: string = task.title,
): NotificationRequest => ({
  about: aboutTask(task),
  boardId: task.boardId,
  taskId: task.id,
  excerpt,
  candidates,
});

const deciders = (task: Task): Candidate => ({
  to: { deciders: task },
  reason: "approval.requested",
});
const requester = ({ requesterId }: Task): Candidate => ({ to: requesterId, reason: "requester" });
const lastDecider = ({ decision }: Task): Candidate[] =>
  decision ? [{ to: decision.by, reason: "decider" }] : [];

/** A new task asks those who may decide. */
export const submitted = (task: Task): NotificationRequest => request(task, [deciders(task)]);

/** A changed task asks those who may decide on it only now. Where no role decides on conditions there are none. */
export function edited(context: OperationContext, before: Task, task: Task): Emitted["notify"] {
  const { workflow, roles } = context.definitions;
  const decisions = Object.entries(workflow.actions).filter(([, { decision }]) => decision);
  const depends = Object.values(roles.roles).some((grants) =>
    decisions.some(([name]) => Array.isArray(grants[`task.${name}`])),
  );
  if (!depends || task.kind !== "waiting") return undefined;
  context.resolve({
    about: aboutTask(task),
    reasons: ["approval.requested"],
    resolution: "access_lost",
  });
  return request(task, [{ to: { deciders: task, unlike: before }, reason: "approval.requested" }]);
}

/** What an action of the workflow does to a task, and what its people are told of it: by the kinds of the states alone, so every workflow tells. */
interface Step {
  readonly before: Task;
  readonly task: Task;
  readonly action: ActionData;
  readonly reason?: string | undefined;
  /** Subtasks that the step calls off. */
  readonly cancelled?: readonly Subtask[];
}

/** Whom a step of the workflow concerns. */
export function stepTaken({
  before,
  task,
  action,
  reason,
  cancelled = [],
}: Step): Emitted["notify"] {
  const candidates: Candidate[] = [];
  if (action.decision || task.kind === "dropped") candidates.push(requester(task));
  // Whoever turned it down is told that it is back.
  if (task.kind === "waiting")
    candidates.push(deciders(task), ...(action.decision ? [] : lastDecider(before)));
  if (task.kind === "done") candidates.push(requester(task), ...lastDecider(task), followers);
  for (const { assigneeId } of cancelled)
    if (assigneeId) candidates.push({ to: assigneeId, reason: "assigned" });
  return candidates.length > 0
    ? request(task, candidates, reason?.trim() || task.title)
    : undefined;
}

const followers: Candidate = { to: { level: "all" }, reason: "follower" };

/** Takes back what a step of the workflow leaves nothing to ask of. */
export function resolveStep(context: OperationContext, { before, task, action }: Step): void {
  const about = aboutTask(task);
  if (before.kind === "waiting") {
    const outcome = action.decision
      ? { resolution: "decided" as const, decidedBy: context.actor.userId }
      : { resolution: "cancelled" as const };
    context.resolve({ about, reasons: ["approval.requested"], ...outcome });
  }
  if (task.kind === "dropped" && before.total > 0) {
    context.resolve({ about, reasons: ["assigned"], resolution: "cancelled" });
  }
}

/** Somebody has something to do: one notice, however many subtasks it is. */
export const assigned = (
  task: Task,
  userId: string,
  theirs: readonly Subtask[],
): NotificationRequest =>
  request(task, [{ to: userId, reason: "assigned" }], theirs.map(({ title }) => title).join(", "));

/** A subtask changed hands: both are told. */
export function reassigned(task: Task, subtask: Subtask, from: string | null): Emitted["notify"] {
  const people = [subtask.assigneeId, from].filter((userId) => userId !== null);
  if (people.length === 0) return undefined;
  return request(
    task,
    people.map((to): Candidate => ({ to, reason: "assigned" })),
    subtask.title,
  );
}

/** Whoever has nothing to do any more on a task has nothing to be asked either, and may have lost sight of it. */
export function resolveReassigned(
  context: OperationContext,
  task: Task,
  from: string | null,
  all: readonly Subtask[],
): void {
  if (from === null) return;
  const stillBusy = all.some(({ assigneeId, state }) => assigneeId === from && state === "open");
  if (!stillBusy)
    context.resolve({
      about: aboutTask(task),
      userIds: [from],
      reasons: ["assigned"],
      resolution: "cancelled",
    });
  if (!task.involved.includes(from))
    context.resolve({ userId: from, taskId: task.id, resolution: "access_lost" });
}
