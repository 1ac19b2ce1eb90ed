import type { WorkflowData } from "../../model/definitions.ts";
import type { Subtask } from "../../model/subtask.ts";
import type { Task } from "../../model/task.ts";
import { transition, triggeredAction } from "../../workflow/transition.ts";
import {
  carriedSubtask,
  carriedSubtasks,
  type TaskChange,
  type TaskEvent,
  withSubtasks,
} from "./task-change.ts";
import {
  assignRequest,
  cancelRequest,
  isTurnOf,
  reassignRequest,
  resolvedByCompletion,
  resolvedByReassign,
  stepRequest,
  turnRequest,
  workRequest,
} from "./task-notifications.ts";
import { beginEvents } from "./task-step.ts";

// Pure decisions: each of these functions says how a change of one subtask changes its task.

/** A new subtask. */
export function creationChange(
  before: Task,
  subtask: Subtask,
  siblings: readonly Subtask[],
): TaskChange {
  const { assigneeId } = subtask;
  const notify = assigneeId === null ? undefined : assignRequest(before, assigneeId, [subtask]);
  return setChange(before, subtask, siblings, { type: "subtask.created", notify });
}

/** A subtask with another assignee, or with none now. `from` is the former assignee. */
export function reassignmentChange(
  before: Task,
  subtask: Subtask,
  siblings: readonly Subtask[],
  from: string | null,
): TaskChange {
  const others = siblings.filter(({ id }) => id !== subtask.id);
  const change = setChange(before, subtask, others, {
    type: "subtask.assigned",
    data: { from, to: subtask.assigneeId },
    notify: reassignRequest(before, subtask, from),
  });
  return { ...change, resolves: resolvedByReassign(change.task, from, [...others, subtask]) };
}

/** The task's progress and involved people follow from all its subtasks. */
function setChange(
  before: Task,
  subtask: Subtask,
  others: readonly Subtask[],
  event: TaskEvent,
): TaskChange {
  return {
    before,
    task: withSubtasks(before, [...others, subtask]),
    unchanged: others,
    events: [{ ...event, put: carriedSubtask(subtask) }],
  };
}

interface ProgressFacts {
  readonly workflow: WorkflowData;
  readonly actorId: string;
  readonly now: string;
}

/** A subtask whose state has changed. */
export interface Progress {
  readonly to: "completed" | "reopened" | "cancelled" | "restored";
  readonly subtask: Subtask;
  /** The other subtasks of the task; empty if it has no others. */
  readonly others: readonly Subtask[];
  /** The subtasks of `others` that are opened again together with it, in their new state. */
  readonly returning: readonly Subtask[];
}

/**
 * A subtask whose state has changed, and the action of the workflow that this triggers, if there is
 * one.
 */
export function progressChange(before: Task, progress: Progress, facts: ProgressFacts): TaskChange {
  const { to, subtask, others, returning } = progress;
  const unchanged = others.filter(({ id }) => !returning.some((back) => back.id === id));
  const all = [...unchanged, ...returning, subtask];
  // A person who can't do the work any more is no longer the assignee of a subtask that is opened again.
  const isOpened = to === "reopened" || to === "restored";
  const counted = isOpened ? withSubtasks(before, all) : withoutOpen(before, to);
  const follow = followingAction(before, counted, to, facts.workflow);
  const task = follow ? transition(counted, follow.name, facts) : counted;
  const event: TaskEvent = {
    type: `subtask.${to}`,
    put: carriedSubtask(subtask),
    notify: requestFor(to, task, subtask, all),
  };
  const resolves = to === "completed" ? resolvedByCompletion(task, subtask, all) : [];
  if (to === "cancelled")
    resolves.push(
      ...(follow
        ? resolvedByCompletion(task, subtask, all)
        : resolvedByReassign(task, subtask.assigneeId, all)),
    );
  if (!follow) return { before, task, events: [event], resolves };
  const { name, action } = follow;
  const notify = stepRequest({ before, task, action });
  const step: TaskEvent = { type: action.event, data: { action: name }, notify };
  return { before, task, events: [event, ...beginEvents(task, returning), step], resolves };
}

function requestFor(to: Progress["to"], task: Task, subtask: Subtask, all: readonly Subtask[]) {
  if (to === "completed") return turnRequest(task, subtask, all);
  return to === "cancelled" ? cancelRequest(task, subtask, all) : workRequest(task, [subtask]);
}

/** Returns a task with its progress after one open subtask was completed or cancelled. */
const withoutOpen = (task: Task, to: Progress["to"]): Task =>
  to === "completed"
    ? { ...task, done: task.done + 1 }
    : { ...task, total: task.total - 1, cancelled: task.cancelled + 1 };

/**
 * Returns the workflow's action that the change triggers. Completing the last open subtask triggers
 * an action, and so does cancelling it, if others are done. Reopening or restoring a subtask of a
 * done task also triggers one.
 */
function followingAction(before: Task, counted: Task, to: Progress["to"], workflow: WorkflowData) {
  if (to === "completed" || to === "cancelled")
    return counted.total > 0 && counted.done === counted.total
      ? triggeredAction(workflow, "subtasks.done", before.state)
      : undefined;
  return before.kind === "done"
    ? triggeredAction(workflow, "subtask.reopened", before.state)
    : undefined;
}

/**
 * A subtask with another title, due date or position, or with other predecessors. `others` are all
 * other subtasks. `moved` are the ones whose positions have changed to make room. If the assignee
 * no longer has to wait, they are notified.
 */
export const editChange = (
  before: Task,
  [subtaskBefore, subtask]: readonly [before: Subtask, after: Subtask],
  { others, moved }: { readonly others: readonly Subtask[]; readonly moved: readonly Subtask[] },
): TaskChange => ({
  before,
  task: before,
  events: [
    {
      type: "subtask.edited",
      put: { ...carriedSubtask(subtask), ...(moved.length > 0 && carriedSubtasks(moved)) },
      notify:
        isTurnOf(subtask, others) && !isTurnOf(subtaskBefore, others)
          ? workRequest(before, [subtask])
          : undefined,
    },
  ],
});
