import type { Subtask } from "../../model/subtask.ts";
import type { Task } from "../../model/task.ts";
import {
  carriedSubtask,
  carriedSubtasks,
  type TaskChange,
  type TaskEvent,
  withSubtasks,
} from "./task-change.ts";
import { assignRequest, resolvedByStep, type Step, stepRequest } from "./task-notifications.ts";
import type { WorkStart } from "./work-start.ts";

// Pure decisions: each of these functions says how a step changes a task and its subtasks.

/** A step that a person takes with an action of the workflow. */
export interface ActionStep extends Step {
  /** The action's name. */
  readonly name: string;
  readonly actorId: string;
}

/** The change that a step makes, and all subtasks as they are afterwards. */
interface StepChange {
  readonly change: TaskChange;
  readonly subtasks: readonly Subtask[];
}

/** Whether work on the task begins with this step, for the first time or again. */
export const startsWork = ({ before, task }: Step): boolean =>
  before.kind !== "working" && task.kind === "working";

/** Whether a step ends the work, so that no subtask can stay open. */
export const endsWork = ({ task }: Step): boolean =>
  task.kind === "done" || task.kind === "dropped";

/** Returns the change of a step that leaves the subtasks as they are. */
export const stateChange = (step: ActionStep, existing: readonly Subtask[]): StepChange => ({
  change: changeOf(step, step, [eventOf(step)]),
  subtasks: existing,
});

/**
 * Returns the change of a step that ends the work. It cancels the open subtasks (`calledOff`), so
 * that none stays in a person's list of work.
 */
export function cancellationChange(
  step: ActionStep,
  existing: readonly Subtask[],
  now: string,
): StepChange {
  const unchanged = existing.filter(({ state }) => state !== "open");
  const cancelled = existing
    .filter(({ state }) => state === "open")
    .map(
      (subtask): Subtask => ({
        ...subtask,
        state: "cancelled",
        calledOff: true,
        updatedAt: now,
      }),
    );
  const subtasks = inOrder([...unchanged, ...cancelled]);
  const task = withSubtasks(step.task, subtasks);
  const event = { ...eventOf(step, cancelled), put: carriedSubtasks(cancelled) };
  return { change: changeOf(step, { task, unchanged }, [event]), subtasks };
}

/** Returns the change of a step that starts the work: subtasks are opened again or created. */
export function workStartChange(
  step: ActionStep,
  existing: readonly Subtask[],
  { template, returning, created }: WorkStart,
): StepChange {
  const begun = [...returning, ...created];
  const unchanged = existing.filter(({ id }) => !returning.some((one) => one.id === id));
  const subtasks = inOrder([...unchanged, ...begun]);
  const task = withSubtasks({ ...step.task, template }, subtasks);
  const events = [eventOf(step), ...beginEvents(task, returning, created)];
  return { change: changeOf(step, { task, unchanged }, events), subtasks };
}

/**
 * Returns the events of the subtasks that are opened again or created. Each assignee is notified
 * once.
 */
export function beginEvents(
  task: Task,
  returning: readonly Subtask[],
  created: readonly Subtask[] = [],
): TaskEvent[] {
  const begun = [...returning, ...created];
  return begun.map((subtask): TaskEvent => {
    const { assigneeId } = subtask;
    const theirs = begun.filter((one) => one.assigneeId === assigneeId);
    // An assignee gets one notification for all their subtasks. It is about the event of the first
    // one.
    const notifies = assigneeId !== null && theirs[0] === subtask;
    return {
      type: created.includes(subtask) ? "subtask.created" : "subtask.restored",
      put: carriedSubtask(subtask),
      withTask: false,
      notify: notifies ? assignRequest(task, assigneeId, theirs) : undefined,
    };
  });
}

const inOrder = (subtasks: readonly Subtask[]): Subtask[] =>
  [...subtasks].sort((a, b) => a.position - b.position);

function changeOf(
  step: ActionStep,
  { task, unchanged = [] }: Pick<TaskChange, "task" | "unchanged">,
  events: readonly TaskEvent[],
): TaskChange {
  const resolves = resolvedByStep(step, step.actorId);
  return { before: step.before, task, unchanged, events, resolves };
}

function eventOf(step: ActionStep, cancelled: readonly Subtask[] = []): TaskEvent {
  const { name, action, reason } = step;
  return {
    type: action.event,
    data: { action: name, ...(reason !== undefined && { reason }) },
    notify: stepRequest(step, cancelled),
  };
}
