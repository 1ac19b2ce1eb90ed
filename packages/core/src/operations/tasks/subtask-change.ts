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

/** A subtask that got another assignee, or none. `from` is the old one. */
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

/** A subtask that is in another state now. */
export interface Progress {
  readonly to: "completed" | "reopened" | "cancelled" | "restored";
  readonly from: Subtask["state"];
  readonly subtask: Subtask;
  /** The other subtasks of the task; empty if it has no others. */
  readonly others: readonly Subtask[];
  /** Those of `others` that come back with it, as they are then. */
  readonly returning: readonly Subtask[];
}

/** A subtask that is in another state now, and the workflow's action that follows from it, if any. */
export function progressChange(before: Task, progress: Progress, facts: ProgressFacts): TaskChange {
  const { to, subtask, others, returning } = progress;
  const unchanged = others.filter(({ id }) => !returning.some((back) => back.id === id));
  const all = [...unchanged, ...returning, subtask];
  const counted = returning.length > 0 ? withSubtasks(before, all) : withProgress(before, progress);
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

/** Returns a task that counts one subtask differently. */
function withProgress(task: Task, { to, from }: Progress): Task {
  const back = from === "cancelled" ? 1 : to === "cancelled" ? -1 : 0;
  const done = to === "completed" ? 1 : from === "done" ? -1 : 0;
  return {
    ...task,
    done: task.done + done,
    total: task.total + back,
    cancelled: task.cancelled - back,
  };
}

/**
 * The workflow's action that follows. Completing the last subtask triggers one, or cancelling it if
 * others are done. So does reopening or restoring a subtask of a done task.
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
 * A subtask with other words, times, position or predecessors. `others` are all other subtasks, `moved`
 * those of them that made room. An assignee who no longer has to wait is told.
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
