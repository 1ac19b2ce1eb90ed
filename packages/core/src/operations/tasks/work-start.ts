import type { OperationContext } from "../../engine/operation/context.ts";
import { TaskwireError } from "../../errors.ts";
import { memberId, members } from "../../model/member.ts";
import { maxSubtasks, type Subtask } from "../../model/subtask.ts";
import type { Task } from "../../model/task.ts";
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

/** The subtasks with which work on a task begins. */
export interface WorkStart {
  /** The template that the task has from now on. */
  readonly template: Task["template"];
  /** Those that were called off and are open again. */
  readonly returning: readonly Subtask[];
  readonly created: readonly Subtask[];
}

/**
 * Decides with which subtasks work on a task begins, for the first time or again: those that were called
 * off come back, and the template that fits makes those that it has and the task hasn't.
 *
 * @param before the task before the step that starts the work; it selects the template
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
  };
  const created = spawn(before, fitting, spawning, existing);
  // The reads guard that the assignees are still members of the board at the commit.
  await context.get(
    members,
    created.flatMap(({ assigneeId }) => (assigneeId ? memberId(before.boardId, assigneeId) : [])),
  );
  const template = { name: fitting.name, version: fitting.template.version };
  return { template, returning, created };
}

/** The subtasks that come back without any template: when a finished task is reopened. */
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

/** A task keeps the version of the template that it has, so a newer version makes nothing for it. */
function templateToUse(task: Task, templates: Templates): FittingTemplate | undefined {
  const fitting = templateFor(task, templates);
  const has = task.template;
  return fitting && has?.name === fitting.name && has.version !== fitting.template.version
    ? undefined
    : fitting;
}

/** A subtask that comes back. Somebody who isn't there any more doesn't get it. */
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

/** Adds subtasks that come back to the loads, because they are work too. */
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

/** The person whom a rule of a template names. */
function named(rule: AssigneeRule, task: Task): string | null {
  if (rule === "creator") return task.requesterId;
  return typeof rule === "object" && "user" in rule ? rule.user : null;
}

/** Reads which of some people can get work on the board. The reads guard that they still can at the commit. */
async function readActive(
  context: OperationContext,
  { boardId }: Task,
  people: readonly (string | null)[],
): Promise<(userId: string) => boolean> {
  const userIds = [...new Set(people)].filter((userId) => userId !== null);
  const found = await context.get(
    members,
    userIds.map((userId) => memberId(boardId, userId)),
  );
  return (userId) => found.some((member) => member?.userId === userId && !member.disabled);
}
