import { z } from "zod";
import type { OperationContext } from "../../engine/operation/context.ts";
import { command } from "../../engine/operation/definition.ts";
import { onSubtask, onTask } from "../../engine/operation/target-ids.ts";
import { TaskwireError } from "../../errors.ts";
import { idSchema, timestampInput, userIdSchema } from "../../model/id.ts";
import { memberId, members } from "../../model/member.ts";
import { maxSubtasks, type Subtask } from "../../model/subtask.ts";
import { label } from "../../model/text.ts";
import { creationChange, progressChange, reassignmentChange } from "./subtask-change.ts";
import { checkPresent, subtaskEdits } from "./subtask-edits.ts";
import { emitTaskChange, subtaskResultSchema } from "./task-change.ts";
import { assigneeAgain, resumedSubtasks } from "./work-start.ts";

/**
 * Throws if the assignee isn't an active member of the board. The commit checks that they still
 * are.
 */
async function checkAssignee(
  context: OperationContext,
  boardId: string,
  assigneeId: string | null | undefined,
): Promise<void> {
  if (assigneeId === null || assigneeId === undefined) return;
  const [member] = await context.get(members, [memberId(boardId, assigneeId)]);
  if (!member)
    throw new TaskwireError(
      "invalid",
      "Only members of the board can be assigned. Add the person first, or choose another.",
    );
  if (member.disabled)
    throw new TaskwireError(
      "invalid",
      "This person's account is disabled, so they can't do the work. Choose somebody else.",
    );
}

/**
 * Throws if the task has too many subtasks, or if the new subtask depends on one that is not in the
 * task.
 */
function checkNewSubtask(siblings: readonly Subtask[], dependsOn: readonly string[]): void {
  if (siblings.length >= maxSubtasks)
    throw new TaskwireError(
      "too_large",
      `A task has at most ${maxSubtasks} subtasks. Create another task for the rest.`,
    );
  checkPresent(siblings, dependsOn);
}

const create = command({
  name: "subtasks.create",
  target: "task",
  permission: "subtask.create",
  summary: "Add a subtask to a task in a working state.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/subtasks" },
  creates: "/boards/:boardId/tasks/:taskId/subtasks/:id",
  input: z.strictObject({
    ...onTask,
    title: label(),
    assigneeId: userIdSchema.nullable().optional(),
    dependsOn: z.array(idSchema).max(20).optional(),
    dueAt: timestampInput.nullable().optional(),
  }),
  output: subtaskResultSchema,
  async run(context, { title, assigneeId = null, dependsOn = [], dueAt = null }) {
    const before = context.task();
    await checkAssignee(context, before.boardId, assigneeId);
    const siblings = await context.siblings();
    checkNewSubtask(siblings, dependsOn);
    const subtask: Subtask = {
      id: context.newId(),
      version: 0,
      boardId: before.boardId,
      taskId: before.id,
      title,
      state: "open",
      calledOff: false,
      part: null,
      assigneeId,
      position: siblings.length,
      dependsOn: [...new Set(dependsOn)],
      dueAt,
      completedBy: null,
      completedAt: null,
      createdAt: context.now,
      updatedAt: context.now,
    };
    return { task: emitTaskChange(context, creationChange(before, subtask, siblings)), subtask };
  },
});

const assign = command({
  name: "subtasks.assign",
  target: "subtask",
  permission: "subtask.assign",
  summary: "Assign a subtask to a member of the board. Null assigns it to nobody.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/subtasks/:subtaskId/assign" },
  input: z.strictObject({ ...onSubtask, assigneeId: userIdSchema.nullable() }),
  output: subtaskResultSchema,
  async run(context, { assigneeId }) {
    const before = context.subtask();
    await checkAssignee(context, before.boardId, assigneeId);
    if (before.assigneeId === assigneeId) return { task: context.task(), subtask: before };
    const siblings = await context.siblings();
    const subtask = { ...before, assigneeId, updatedAt: context.now };
    const change = reassignmentChange(context.task(), subtask, siblings, before.assigneeId);
    return { task: emitTaskChange(context, change), subtask };
  },
});

async function changeProgress(
  context: OperationContext,
  to: "completed" | "reopened" | "restored",
) {
  const { now } = context;
  const task = context.task();
  const before = context.subtask();
  const actorId = context.actor.userId;
  const isDone = to === "completed";
  const subtask: Subtask = {
    ...before,
    state: isDone ? "done" : "open",
    calledOff: false,
    assigneeId: isDone ? before.assigneeId : await assigneeAgain(context, before),
    completedBy: isDone ? actorId : null,
    completedAt: isDone ? now : null,
    updatedAt: now,
  };
  const { workflow } = context.definitions;
  // The other subtasks matter in three cases: one of them waits for this one, the assignee has
  // other open ones, or they are opened again with this one. If this is the last open subtask, none
  // of this can be.
  const isLast = isDone && task.done + 1 === task.total;
  const hasOthers = task.total + task.cancelled > 1;
  const others =
    hasOthers && !isLast ? (await context.siblings()).filter(({ id }) => id !== before.id) : [];
  const resumes = !isDone && task.kind === "done" && task.cancelled > 0;
  const returning = resumes ? await resumedSubtasks(context, task, others) : [];
  const progress = { to, subtask, others, returning };
  const change = progressChange(task, progress, { workflow, actorId, now });
  return { task: emitTaskChange(context, change), subtask };
}

const complete = command({
  name: "subtasks.complete",
  target: "subtask",
  permission: "subtask.complete",
  summary:
    "Complete a subtask. If it is the last open subtask, the same commit completes the task.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/subtasks/:subtaskId/complete" },
  input: z.strictObject(onSubtask),
  output: subtaskResultSchema,
  run: (context) => changeProgress(context, "completed"),
});

const reopen = command({
  name: "subtasks.reopen",
  target: "subtask",
  permission: "subtask.reopen",
  summary:
    "Reopen a completed subtask. If the task was completed, the same commit reopens the task.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/subtasks/:subtaskId/reopen" },
  input: z.strictObject(onSubtask),
  output: subtaskResultSchema,
  run: (context) => changeProgress(context, "reopened"),
});

const restore = command({
  name: "subtasks.restore",
  target: "subtask",
  permission: "subtask.restore",
  summary:
    "Restore a cancelled subtask: it is open again. If the task was completed, the same commit reopens the task.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/subtasks/:subtaskId/restore" },
  input: z.strictObject(onSubtask),
  output: subtaskResultSchema,
  run: (context) => changeProgress(context, "restored"),
});

/** Operations on subtasks. */
export const subtaskOperations = {
  "subtasks.create": create,
  "subtasks.assign": assign,
  "subtasks.complete": complete,
  "subtasks.reopen": reopen,
  ...subtaskEdits,
  "subtasks.restore": restore,
};
