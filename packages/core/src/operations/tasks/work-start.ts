import type { OperationContext } from "../../engine/operation/context.ts";
import { TaskwireError } from "../../errors.ts";
import { memberId, members } from "../../model/member.ts";
import { maxSubtasks, type Subtask } from "../../model/subtask.ts";
import type { Task } from "../../model/task.ts";
import { dueSettings } from "../../workflow/due-dates.ts";
import {
  type FittingTemplate,
  missingParts,
  returningSubtasks,
  type SpawnContext,
  spawn,
  templateFor,
} from "../../workflow/spawn.ts";
import type { AssigneeRule, Templates } from "../../workflow/templates.ts";
import { readLoads } from "./loads.ts";

/** The subtasks that a task has when work on it begins. */
export interface WorkStart {
  /** The task's template from now on. */
  readonly template: Task["template"];
  /** The subtasks that were cancelled when the work ended, and are open again now. */
  readonly returning: readonly Subtask[];
  readonly created: readonly Subtask[];
}

/**
 * Decides which subtasks a task gets when work on it begins, for the first time or again. Subtasks
 * that were cancelled when the work ended are opened again. The template that fits the task makes
 * the subtasks that the task does not have yet.
 *
 * @param before the task before the step that starts the work. The template is selected for this
 * state of the task.
 */
export async function workStart(
  context: OperationContext,
  before: Task,
  existing: readonly Subtask[],
  templates: Templates,
): Promise<WorkStart> {
  const fitting = templateToUse(before, templates);
  const missing = fitting ? missingParts(before, fitting, existing) : [];
  if (existing.length + missing.length > maxSubtasks)
    throw new TaskwireError(
      "too_large",
      `A task has at most ${maxSubtasks} subtasks, and this one would get ${existing.length + missing.length}. Create another task for the rest.`,
    );
  const called = returningSubtasks(before, fitting, existing);
  const isActive = await readActive(context, before, [
    ...called.map(({ assigneeId }) => assigneeId),
    ...missing.map(([, { assignee }]) => named(assignee, before)),
  ]);
  const returning = called.map((subtask) => reopened(subtask, isActive, context.now));
  if (!fitting) return { template: before.template, returning, created: [] };
  const roles = missing.flatMap(([, { assignee }]) =>
    typeof assignee === "object" && "role" in assignee ? assignee.role : [],
  );
  const loads = roles.length > 0 ? await readLoads(context, before.boardId, roles) : {};
  const spawning: SpawnContext = {
    now: context.now,
    newId: () => context.newId(),
    loads: withReturning(loads, returning),
    isActive,
    calendar: dueSettings(context.definitions)?.calendar,
  };
  const created = spawn(before, fitting, spawning, existing);
  // The commit checks that the assignees are still members of the board.
  await context.get(
    members,
    created.flatMap(({ assigneeId }) => (assigneeId ? memberId(before.boardId, assigneeId) : [])),
  );
  const template = { name: fitting.name, version: fitting.template.version };
  return { template, returning, created };
}

/**
 * Returns the subtasks that are opened again when a finished task is reopened. No template is used.
 */
export async function resumedSubtasks(
  context: OperationContext,
  task: Task,
  existing: readonly Subtask[],
): Promise<Subtask[]> {
  const called = returningSubtasks(task, undefined, existing);
  const assignees = called.map(({ assigneeId }) => assigneeId);
  const isActive = await readActive(context, task, assignees);
  return called.map((subtask) => reopened(subtask, isActive, context.now));
}

/** Returns the assignee of a subtask that is opened again, or null if they can't do the work any more. */
export async function assigneeAgain(
  context: OperationContext,
  subtask: Subtask,
): Promise<string | null> {
  const isActive = await readActive(context, subtask, [subtask.assigneeId]);
  return reopened(subtask, isActive, context.now).assigneeId;
}

/**
 * A task keeps the version of its template. If the template has a newer version now, it makes no
 * subtasks for this task.
 */
function templateToUse(task: Task, templates: Templates): FittingTemplate | undefined {
  const fitting = templateFor(task, templates);
  const has = task.template;
  return fitting && has?.name === fitting.name && has.version !== fitting.template.version
    ? undefined
    : fitting;
}

/**
 * Returns a subtask that is opened again. If its assignee is not active on the board any more, it
 * has no assignee.
 */
const reopened = (
  subtask: Subtask,
  isActive: (userId: string) => boolean,
  now: string,
): Subtask => ({
  ...subtask,
  state: "open",
  calledOff: false,
  assigneeId:
    subtask.assigneeId !== null && isActive(subtask.assigneeId) ? subtask.assigneeId : null,
  updatedAt: now,
});

/**
 * Adds the subtasks that are opened again to the loads, because their assignees have this work too.
 */
const withReturning = (
  loads: SpawnContext["loads"],
  returning: readonly Subtask[],
): SpawnContext["loads"] =>
  Object.fromEntries(
    Object.entries(loads).map(([role, people]) => [
      role,
      people.map(({ userId, open }) => ({
        userId,
        open: open + returning.filter(({ assigneeId }) => assigneeId === userId).length,
      })),
    ]),
  );

/** Returns the person that a rule of a template names, or null. */
function named(rule: AssigneeRule, task: Task): string | null {
  if (rule === "creator") return task.requesterId;
  return typeof rule === "object" && "user" in rule ? rule.user : null;
}

/**
 * Reads which of these people are active members of the board. The commit checks that they still
 * are.
 */
async function readActive(
  context: OperationContext,
  { boardId }: Pick<Task, "boardId">,
  people: readonly (string | null)[],
): Promise<(userId: string) => boolean> {
  const userIds = [...new Set(people)].filter((userId) => userId !== null);
  const found = await context.get(
    members,
    userIds.map((userId) => memberId(boardId, userId)),
  );
  return (userId) => found.some((member) => member?.userId === userId && !member.disabled);
}
