import { z } from "zod";
import { approvalOf } from "../../approvals/vote-steps.ts";
import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import type { Emitted, Put } from "../../engine/operation/emitted.ts";
import { TaskwireError } from "../../errors.ts";
import type { TaskApproval } from "../../model/approval.ts";
import { isSameJson } from "../../model/canonical-json.ts";
import type { WorkflowData } from "../../model/definitions.ts";
import { type Involvement, involvementId, involvements } from "../../model/involvement.ts";
import { thereAre } from "../../model/nearest.ts";
import { type Subtask, subtaskSchema, subtasks } from "../../model/subtask.ts";
import { type Decision, type Task, taskSchema, tasksOf } from "../../model/task.ts";
import { boardTopic } from "../../model/topic.ts";
import type { ResolveRequest } from "../../notifications/request.ts";
import { afterEdit } from "../../workflow/transition.ts";
import { resolvedByVoid, voidedRequest } from "./task-notifications.ts";

/** Everything that one command changes in a task and its subtasks. */
export interface TaskChange {
  /** Undefined if the task is new. */
  readonly before: Task | undefined;
  /** The task after the change. If subtasks change, {@link withSubtasks} brings it up to date. */
  readonly task: Task;
  /**
   * All subtasks that don't change. They are needed only if a person becomes involved in the task.
   */
  readonly unchanged?: readonly Subtask[];
  /** The events of the command, in their order. */
  readonly events: readonly TaskEvent[];
  /**
   * Requests to resolve notifications, because nothing is left to do about them after the change.
   */
  readonly resolves?: readonly ResolveRequest[];
  /** How its approval goes on. `changeTask` works it out. */
  readonly approval?: ApprovalPart;
}

/** How the approval of a task goes on, with the events and the notifications that follow from it. */
export interface ApprovalPart {
  readonly approval: TaskApproval | null;
  readonly events: readonly TaskEvent[];
  readonly resolves: readonly ResolveRequest[];
  /**
   * The people whose votes a person can cast now, by person. It has only people who are still asked for
   * a vote, and whose list has changed.
   */
  readonly seats?: { readonly [userId: string]: readonly string[] };
}

/** One event about a task. */
export interface TaskEvent {
  readonly type: string;
  readonly put?: Emitted["put"];
  readonly data?: Emitted["data"];
  readonly notify?: Emitted["notify"];
  /**
   * With `false`, the event does not contain the task, unless it is the last event of the change. So a
   * long description is not sent again for each subtask. The last event always contains the task,
   * because a client must not have a subtask that is newer than its task.
   */
  readonly withTask?: false;
}

/**
 * Returns a task with the progress and the involved people that follow from its subtasks.
 *
 * @example
 * ```ts
 * const task = withSubtasks(before, [...siblings, { ...subtask, state: "done" }]);
 * ```
 */
export function withSubtasks(task: Task, all: readonly Subtask[]): Task {
  const counted = all.filter(({ state }) => state !== "cancelled");
  // The assignees of cancelled subtasks stay involved, so they can see what happened to their work.
  const assignees = all.flatMap(({ assigneeId }) => assigneeId ?? []);
  return {
    ...task,
    done: counted.filter(({ state }) => state === "done").length,
    total: counted.length,
    cancelled: all.length - counted.length,
    involved: [...new Set([task.requesterId, ...assignees])].sort(),
  };
}

/**
 * Emits a change of a task and its subtasks. If the workflow has approvals, call `changeTask`
 * instead. If the change edits a text that people have decided on, their decisions are void. Then the
 * task goes back to the state in which the first of these decisions was taken. The event
 * `approval.voided` says so. The events reach everyone who was involved before or is involved after
 * the change. People who become involved also get the subtasks that don't change.
 *
 * @example
 * ```ts
 * const before = context.task();
 * return emitTaskChange(context, { before, task: { ...before, title }, events: [{ type: "task.edited" }] });
 * ```
 */
export function emitTaskChange(context: OperationContext, change: TaskChange): Task {
  const { before, unchanged = [], approval: part } = change;
  const { workflow } = context.definitions;
  const { changed, task: after } = taskAfter(context, change);
  if (workflow.approvals && !part) checkNoApproval(before, after, workflow);
  const task = part ? { ...after, approval: part.approval } : after;
  // If an edit makes decisions void, the task goes back to the state in which the first of them was
  // taken. The task is never in this state already (see `landing`).
  const isVoid = task.state !== changed.state;
  const voided = isVoid ? [voidedEvent(changed, task, workflow)] : [];
  const events =
    part || isVoid ? [...change.events, ...voided, ...(part?.events ?? [])] : change.events;
  const resolves = [
    ...(change.resolves ?? []),
    ...(isVoid ? resolvedByVoid(task) : []),
    ...(part?.resolves ?? []),
  ];
  const table = tasksOf(context.definitions);
  const involvedBefore = before?.involved ?? [];
  const audience = { before: involvedBefore, after: task.involved };
  const hasNewcomers =
    before !== undefined && task.involved.some((userId) => !involvedBefore.includes(userId));
  events.forEach(({ type, put, data, notify, withTask = true }, i) => {
    context.emit({
      topic: boardTopic(task.boardId),
      type,
      subject: task.id,
      audience,
      put: withTask || i === events.length - 1 ? { ...put, task: [table, task] } : { ...put },
      ...(hasNewcomers && i === 0 && { show: carriedSubtasks(unchanged) }),
      ...(data && { data }),
      ...(notify && { notify }),
    });
  });
  for (const request of resolves) context.resolve(request);
  if (part?.seats) builtIn(context).reword({ about: `task:${task.id}`, seats: part.seats });
  if (hasNewcomers) reviewNewcomers(context, task, involvedBefore);
  deriveInvolvements(context, before, task);
  return task;
}

/**
 * Sets `updatedAt` and `contentSince`, the last version before the title, the description or the data
 * changed. `changed` is the task with these two fields. It is still in the state that the caller gave.
 * Normally, `task` is equal to `changed`. If the edit makes decisions void, `task` is in the state to
 * which the task goes back. A second call with the same tasks returns the same.
 */
export function taskAfter(
  context: OperationContext,
  { before, task: given }: Pick<TaskChange, "before" | "task">,
): { readonly changed: Task; readonly task: Task } {
  checkState(before, given, context.definitions.workflow);
  const contentSince = contentSinceOf(before, given);
  const changed: Task = { ...given, contentSince, updatedAt: context.now };
  const isEdited = before !== undefined && contentSince !== before.contentSince;
  return {
    changed,
    task: isEdited ? afterEdit(changed, context.definitions.workflow) : changed,
  };
}

/**
 * Throws if an operation moves a task to a state that the workflow does not have, or changes its type. A
 * server with such a task would not start again.
 */
function checkState(before: Task | undefined, task: Task, { name, states }: WorkflowData): void {
  const { state, type } = task;
  if (state !== before?.state && !Object.hasOwn(states, state))
    throw new Error(
      `The workflow "${name}" has no state "${state}"; ${thereAre(state, Object.keys(states))}. Nothing was written.`,
    );
  if (before && type !== before.type)
    throw new Error(
      `A task keeps its type: this one is a ${before.type}, and can't become a ${type}. Nothing was written.`,
    );
}

/**
 * Throws if the change moves or edits a task, and its old or new state has an approval. Then votes
 * depend on the change, so the operation has to call `changeTask`.
 */
function checkNoApproval(before: Task | undefined, task: Task, workflow: WorkflowData): void {
  const isSame = before?.state === task.state && before.contentSince === task.contentSince;
  const states = isSame ? [] : [task.state, ...(before ? [before.state] : [])];
  const state = states.find((one) => approvalOf(one, workflow) !== undefined);
  if (state !== undefined)
    throw new Error(
      `The state "${state}" has an approval, so votes depend on this change: call \`await changeTask(context, change)\` instead of emitTaskChange.`,
    );
}

/**
 * Returns the event `approval.voided`: decisions don't count any more, because the text that they were
 * about was edited.
 *
 * @param edited the task with the new text, but in its old state, while its decisions still count
 * @param task the task after the decisions became void
 */
export function voidedEvent(edited: Task, task: Task, workflow: WorkflowData): TaskEvent {
  const { contentSince, state: to } = task;
  const isVoid = ({ version, stands }: Decision) => stands && version <= contentSince;
  const by = [...new Set(edited.decisions.filter(isVoid).map((one) => one.by))];
  return {
    type: "approval.voided",
    data: { by, because: "edited", from: edited.state, to },
    notify: voidedRequest(task, by, approvalOf(to, workflow) !== undefined),
  };
}

function contentSinceOf(before: Task | undefined, task: Task): number {
  if (!before) return 0;
  const isSame =
    task.title === before.title &&
    task.description === before.description &&
    (task.data === before.data || isSameJson(task.data, before.data));
  return isSame ? before.contentSince : before.version;
}

/**
 * Requests a review of the earlier notifications of each person who became involved. If a notification
 * was withheld, the person gets its names and texts back.
 */
function reviewNewcomers(
  context: OperationContext,
  { id: taskId, boardId, involved }: Task,
  before: readonly string[],
): void {
  for (const userId of involved)
    if (!before.includes(userId)) builtIn(context).review({ userId, boardId, taskId, gains: true });
}

/** Writes the `involvements` of a task: one record for each involved person. */
function deriveInvolvements(
  context: OperationContext,
  before: Pick<Task, "involved" | "state"> | undefined,
  { id: taskId, boardId, involved, state }: Task,
): void {
  const involvedBefore = before?.involved ?? [];
  const derive = (userId: string, change: InvolvementChange) =>
    builtIn(context).derive({
      collection: involvements.name,
      id: involvementId(taskId, userId),
      ...change,
    });
  for (const userId of involved) {
    if (!involvedBefore.includes(userId))
      derive(userId, { kind: "insert", fields: { boardId, userId, taskId, state } });
    else if (before?.state !== state) derive(userId, { kind: "update", fields: { state } });
  }
  for (const userId of involvedBefore)
    if (!involved.includes(userId)) derive(userId, { kind: "delete" });
}

type InvolvementChange =
  | { readonly kind: "insert" | "update"; readonly fields: Partial<Involvement> }
  | { readonly kind: "delete" };

/** The output of every command on a task. */
export const taskResultSchema: z.ZodType<{ task: Task; subtasks: Subtask[] }> = z.object({
  task: taskSchema,
  subtasks: z.array(subtaskSchema),
});

/** The output of commands on a subtask. */
export const subtaskResultSchema: z.ZodType<{ task: Task; subtask: Subtask }> = z.object({
  task: taskSchema,
  subtask: subtaskSchema,
});

/** Optional input field: the version of the record that the caller saw. */
export const seenVersion = {
  version: z
    .int()
    .optional()
    .meta({ description: "Refuse with `conflict` if it has changed since this version." }),
};

/** Input field of decisions: the version of the task that the decider saw. */
export const decidedVersion = {
  version: z.int().optional().meta({
    description:
      'The version of the task that the decider saw. `conflict` if the title, the description or the data has changed since. Required, unless `If-Match` names it or the workflow says `decisionNeeds: "nothing"`.',
  }),
};

/** Throws if the task or subtask has changed since the version that the caller has seen. */
export function checkSeen(
  record: Pick<Task, "version">,
  version: number | undefined,
  noun: "task" | "subtask" = "task",
): void {
  if (version === undefined || version === record.version) return;
  throw new TaskwireError(
    "conflict",
    `The ${noun} has changed since you read it. Read it again, then decide.`,
    { version: record.version },
  );
}

/** The `put` of an event with one subtask. */
export const carriedSubtask = (subtask: Subtask): { subtask: Put } => ({
  subtask: [subtasks, subtask],
});

/** The `put` of an event with several subtasks. */
export const carriedSubtasks = (several: readonly Subtask[]): { subtasks: Put[] } => ({
  subtasks: several.map((subtask): Put => [subtasks, subtask]),
});
