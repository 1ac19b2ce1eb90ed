import { z } from "zod";
import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { command } from "../../engine/operation/definition.ts";
import { onSubtask } from "../../engine/operation/target-ids.ts";
import { TaskwireError } from "../../errors.ts";
import { idSchema, timestampInput } from "../../model/id.ts";
import { maxSubtasks, type Subtask } from "../../model/subtask.ts";
import { label } from "../../model/text.ts";
import { isCircular, moveSubtask } from "../../workflow/subtask-order.ts";
import { editChange, progressChange } from "./subtask-change.ts";
import { checkSeen, emitTaskChange, seenVersion, subtaskResultSchema } from "./task-change.ts";

const edit = command({
  name: "subtasks.edit",
  target: "subtask",
  permission: "subtask.edit",
  summary:
    "Change the title, the due date, the position or the predecessors of an open subtask. Others make room for a new position.",
  route: { method: "PATCH", path: "/boards/:boardId/tasks/:taskId/subtasks/:subtaskId" },
  input: z.strictObject({
    ...onSubtask,
    title: label().optional(),
    dueAt: timestampInput.nullable().optional(),
    dependsOn: z.array(idSchema).max(20).optional(),
    position: z
      .int()
      .min(0)
      .max(maxSubtasks - 1)
      .optional(),
    ...seenVersion,
  }),
  output: subtaskResultSchema,
  async run(context, { title, dueAt, dependsOn, position, version }) {
    const before = context.subtask();
    checkSeen(before, version, "subtask");
    const siblings = await context.siblings();
    if (dependsOn) checkDependencies(siblings, before.id, dependsOn);
    if (position !== undefined && position >= siblings.length)
      throw new TaskwireError(
        "invalid",
        `The task has ${siblings.length} subtasks, so positions go from 0 to ${siblings.length - 1}.`,
      );
    const changed = {
      ...before,
      title: title ?? before.title,
      dueAt: dueAt === undefined ? before.dueAt : dueAt,
      dependsOn: dependsOn ? changedIds(before.dependsOn, dependsOn) : before.dependsOn,
      position: position ?? before.position,
    };
    if (JSON.stringify(changed) === JSON.stringify(before))
      return { task: context.task(), subtask: before };
    const subtask = { ...changed, updatedAt: context.now };
    const others = siblings.filter(({ id }) => id !== before.id);
    const moved = moveSubtask(siblings, before.id, changed.position)
      .filter(({ id }) => id !== before.id)
      .map((one) => ({ ...one, updatedAt: context.now }));
    const change = editChange(context.task(), [before, subtask], { others, moved });
    if (subtask.title !== before.title)
      builtIn(context).reword({ about: `task:${subtask.taskId}`, parts: true });
    return { task: emitTaskChange(context, change), subtask };
  },
});

/**
 * Throws if a subtask can't depend on these subtasks, because they don't exist or depend on it
 * themselves.
 */
function checkDependencies(
  siblings: readonly Subtask[],
  id: string,
  dependsOn: readonly string[],
): void {
  checkPresent(siblings, dependsOn);
  if (isCircular(siblings, id, dependsOn))
    throw new TaskwireError(
      "invalid",
      "`dependsOn` makes a circle: the subtask would have to be done before itself.",
    );
}

/** Each of these ids once. The order has no meaning: the same ids in another order stay as they were. */
function changedIds(before: string[], ids: readonly string[]): string[] {
  const wanted = new Set(ids);
  const isSame = wanted.size === before.length && before.every((id) => wanted.has(id));
  return isSame ? before : [...wanted];
}

/** Throws if one of these subtasks is not in the task. */
export function checkPresent(siblings: readonly Subtask[], ids: readonly string[]): void {
  if (ids.some((id) => !siblings.some((sibling) => sibling.id === id)))
    throw new TaskwireError("invalid", "`dependsOn` names a subtask that this task doesn't have.");
}

const cancel = command({
  name: "subtasks.cancel",
  target: "subtask",
  permission: "subtask.cancel",
  summary:
    "Cancel an open subtask. It holds up no other subtask any more. If all others are done, the same commit completes the task. `subtasks.restore` brings it back.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/subtasks/:subtaskId/cancel" },
  input: z.strictObject(onSubtask),
  output: subtaskResultSchema,
  run: cancelSubtask,
});

async function cancelSubtask(context: OperationContext) {
  const { now } = context;
  const subtask: Subtask = { ...context.subtask(), state: "cancelled", updatedAt: now };
  const others = (await context.siblings()).filter(({ id }) => id !== subtask.id);
  const { workflow } = context.definitions;
  const facts = { workflow, actorId: context.actor.userId, now };
  const progress = { to: "cancelled", subtask, others, returning: [] } as const;
  const change = progressChange(context.task(), progress, facts);
  return { task: emitTaskChange(context, change), subtask };
}

/** Operations that edit, cancel and restore subtasks. */
export const subtaskEdits = { "subtasks.edit": edit, "subtasks.cancel": cancel };
