import { z } from "zod";
import type { OperationContext } from "../../engine/operation/context.ts";
import { command } from "../../engine/operation/definition.ts";
import type { Emitted } from "../../engine/operation/emitted.ts";
import { TaskwireError } from "../../errors.ts";
import { idSchema, timestampSchema } from "../../model/id.ts";
import { memberId, members } from "../../model/member.ts";
import { maxSubtasks, type Subtask, subtaskSchema } from "../../model/subtask.ts";
import { taskSchema } from "../../model/task.ts";
import { label } from "../../model/text.ts";
import { transition, triggered } from "../../workflow/transition.ts";
import { onSubtask, onTask } from "../input.ts";
import { emitTaskChange, oneSubtask, type TaskChange, withSubtasks } from "./task-change.ts";
import { assigned, reassigned, resolveReassigned, stepTaken } from "./task-notifications.ts";

const output = z.object({ task: taskSchema, subtask: subtaskSchema });

/** Refuses to give work to somebody who isn't on the board, and guards that they still are at commit. */
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
      "Only a member of the board can be assigned. Add the person first, or choose another.",
    );
}

/** Emits a change of one subtask whose set or assignees change: the task's progress and people are worked out anew. */
function changeSet(
  context: OperationContext,
  next: Subtask,
  siblings: readonly Subtask[],
  event: { type: string; data?: Fields; notify?: Emitted["notify"] },
) {
  const before = context.task();
  const unchanged = siblings.filter(({ id }) => id !== next.id);
  const task = withSubtasks(before, [...unchanged, next]);
  const events = [{ ...event, put: oneSubtask(next) }];
  return { task: emitTaskChange(context, { before, task, unchanged, events }), subtask: next };
}

/** Emits that one subtask is done or open again, and what the workflow lets follow from it. The others need not be read: the task counts. */
function changeProgress(context: OperationContext, next: Subtask, type: string, by: 1 | -1) {
  const before = context.task();
  const { workflow } = context.definitions;
  const counted = { ...before, done: before.done + by };
  const trigger = by === 1 ? "subtasks.done" : "subtask.reopened";
  const follows = by === 1 ? counted.done === counted.total : before.kind === "done";
  const follow = follows ? triggered(workflow, trigger, before.state) : undefined;
  const change: TaskChange["events"][number] = { type, put: oneSubtask(next) };
  if (!follow)
    return {
      task: emitTaskChange(context, { before, task: counted, events: [change] }),
      subtask: next,
    };
  const task = transition(counted, follow.name, {
    workflow,
    actorId: context.actor.userId,
    now: context.now,
  });
  const notify = stepTaken({ before, task, action: follow.action });
  const events = [change, { type: follow.action.event, data: { action: follow.name }, notify }];
  return { task: emitTaskChange(context, { before, task, events }), subtask: next };
}

type Fields = { readonly [name: string]: unknown };

const create = command({
  name: "subtasks.create",
  target: "task",
  permission: "subtask.create",
  summary: "Add a subtask to a task that is being worked on.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/subtasks" },
  input: z.strictObject({
    ...onTask,
    title: label(),
    assigneeId: idSchema.nullable().optional(),
    dependsOn: z.array(idSchema).max(20).optional(),
    dueAt: timestampSchema.nullable().optional(),
  }),
  output,
  async run(context, input) {
    const task = context.task();
    await checkAssignee(context, task.boardId, input.assigneeId);
    const siblings = await context.siblings();
    if (siblings.length >= maxSubtasks)
      throw new TaskwireError(
        "too_large",
        `A task has at most ${maxSubtasks} subtasks. Make another task for the rest.`,
      );
    const foreign = input.dependsOn?.some((id) => !siblings.some((sibling) => sibling.id === id));
    if (foreign)
      throw new TaskwireError(
        "invalid",
        "`dependsOn` names a subtask that this task doesn't have.",
      );
    const subtask: Subtask = {
      id: context.newId(),
      version: 0,
      boardId: task.boardId,
      taskId: task.id,
      title: input.title,
      state: "open",
      assigneeId: input.assigneeId ?? null,
      position: siblings.length,
      dependsOn: input.dependsOn ?? [],
      dueAt: input.dueAt ?? null,
      completedBy: null,
      completedAt: null,
      createdAt: context.now,
      updatedAt: context.now,
    };
    const notify =
      subtask.assigneeId === null ? undefined : assigned(task, subtask.assigneeId, [subtask]);
    return changeSet(context, subtask, siblings, { type: "subtask.created", notify });
  },
});

const assign = command({
  name: "subtasks.assign",
  target: "subtask",
  permission: "subtask.assign",
  summary: "Give a subtask to a member, or to nobody (null).",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/subtasks/:subtaskId/assign" },
  input: z.strictObject({ ...onSubtask, assigneeId: idSchema.nullable() }),
  output,
  async run(context, { assigneeId }) {
    const subtask = context.subtask();
    await checkAssignee(context, subtask.boardId, assigneeId);
    if (subtask.assigneeId === assigneeId) return { task: context.task(), subtask };
    const next = { ...subtask, assigneeId, updatedAt: context.now };
    const from = subtask.assigneeId;
    const data = { from, to: assigneeId };
    const siblings = await context.siblings();
    const event = {
      type: "subtask.assigned",
      data,
      notify: reassigned(context.task(), next, from),
    };
    const changed = changeSet(context, next, siblings, event);
    const all = [...siblings.filter(({ id }) => id !== next.id), next];
    resolveReassigned(context, changed.task, from, all);
    return changed;
  },
});

const complete = command({
  name: "subtasks.complete",
  target: "subtask",
  permission: "subtask.complete",
  summary: "Say that a subtask is done. The last one completes the task, in the same commit.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/subtasks/:subtaskId/complete" },
  input: z.strictObject(onSubtask),
  output,
  run(context) {
    const { userId } = context.actor;
    const done: Subtask = {
      ...context.subtask(),
      state: "done",
      completedBy: userId,
      completedAt: context.now,
      updatedAt: context.now,
    };
    return changeProgress(context, done, "subtask.completed", 1);
  },
});

const reopen = command({
  name: "subtasks.reopen",
  target: "subtask",
  permission: "subtask.reopen",
  summary: "Take back that a subtask is done. A completed task is worked on again.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/subtasks/:subtaskId/reopen" },
  input: z.strictObject(onSubtask),
  output,
  run(context) {
    const open: Subtask = {
      ...context.subtask(),
      state: "open",
      completedBy: null,
      completedAt: null,
      updatedAt: context.now,
    };
    return changeProgress(context, open, "subtask.reopened", -1);
  },
});

/** Work on subtasks. */
export const subtaskOperations = {
  "subtasks.create": create,
  "subtasks.assign": assign,
  "subtasks.complete": complete,
  "subtasks.reopen": reopen,
};
