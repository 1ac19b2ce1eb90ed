import type { Subtask } from "../../model/subtask.ts";
import {
  carriedSubtask,
  carriedSubtasks,
  type TaskChange,
  type TaskEvent,
  withSubtasks,
} from "./task-change.ts";
import { assignRequest, resolvedByStep, type Step, stepRequest } from "./task-notifications.ts";

// Pure decisions: each of these functions says how a step changes a task and its subtasks.

/** A step that a person takes with an action of the workflow. */
export interface ActionStep extends Step {
  /** The action's name. */
  readonly name: string;
  readonly actorId: string;
}

/** How a step changes a task, and all its subtasks afterwards. */
interface StepChange {
  readonly change: TaskChange;
  readonly subtasks: readonly Subtask[];
}

/** Whether work on the task begins with this step, so that its subtasks have to be made. */
export const startsWork = ({ before, task }: Step): boolean =>
  before.kind === "waiting" && task.kind === "working" && before.total === 0;

/** A step that leaves the subtasks as they are. */
export const stateChange = (step: ActionStep, existing: readonly Subtask[]): StepChange => ({
  change: changeOf(step, step, [eventOf(step)]),
  subtasks: existing,
});

/** A step that ends the work: open subtasks are cancelled, so that none stays on anybody's list. */
export function cancellationChange(
  step: ActionStep,
  existing: readonly Subtask[],
  now: string,
): StepChange {
  const unchanged = existing.filter(({ state }) => state !== "open");
  const cancelled = existing
    .filter(({ state }) => state === "open")
    .map((subtask): Subtask => ({ ...subtask, state: "cancelled", updatedAt: now }));
  const subtasks = [...unchanged, ...cancelled];
  const task = withSubtasks(step.task, subtasks);
  const event = { ...eventOf(step, cancelled), put: carriedSubtasks(cancelled) };
  return { change: changeOf(step, { task, unchanged }, [event]), subtasks };
}

/** Subtasks that were made from a template. */
export interface Spawned {
  readonly template: { readonly name: string; readonly version: number };
  readonly subtasks: readonly Subtask[];
}

/** A step that starts the work: the template's subtasks are created. */
export function workStartChange(step: ActionStep, { template, subtasks }: Spawned): StepChange {
  const task = withSubtasks({ ...step.task, template: { ...template } }, subtasks);
  const created = subtasks.map((subtask): TaskEvent => {
    const { assigneeId } = subtask;
    const theirs = subtasks.filter((one) => one.assigneeId === assigneeId);
    // All subtasks of an assignee make one notification, which is about the event of the first.
    const notifies = assigneeId !== null && theirs[0] === subtask;
    return {
      type: "subtask.created",
      put: carriedSubtask(subtask),
      withTask: false,
      notify: notifies ? assignRequest(task, assigneeId, theirs) : undefined,
    };
  });
  return { change: changeOf(step, { task }, [eventOf(step), ...created]), subtasks };
}

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
