import type { EngineParts } from "../../engine/attempt.ts";
import type { EngineContext } from "../../engine/context.ts";
import type { Put } from "../../engine/operation/emitted.ts";
import { commitAsSystem } from "../../engine/system-commit.ts";
import { involvementId, involvements } from "../../model/involvement.ts";
import { maxSubtasks, subtasks } from "../../model/subtask.ts";
import { type Task, tasks } from "../../model/task.ts";
import { boardTopic } from "../../model/topic.ts";
import { deletePreferences } from "./preferences.ts";
import { deleteComments } from "./task.ts";

/**
 * Deletes all tasks of a deleted board. The comments on a task and people's notification settings
 * for it are deleted before the task itself.
 */
export async function* deleteTasks(
  boardId: string,
  parts: EngineParts,
): AsyncGenerator<void, void, undefined> {
  const query = { index: "board", equals: { boardId }, limit: 20 };
  for (;;) {
    const { records } = await parts.storage.list(tasks.name, query);
    const ids = records.map(({ id }) => id);
    if (ids.length === 0) return;
    for (const id of ids) {
      yield* deleteComments(boardTopic(boardId), id, parts);
      yield* deletePreferences(`task:${id}`, parts);
    }
    await commitAsSystem(async (context) => {
      const found = await context.get(tasks, ids);
      await eraseTasks(
        boardId,
        found.filter((task) => task !== undefined),
        context,
      );
    }, parts);
    yield;
  }
}

async function eraseTasks(
  boardId: string,
  found: readonly Task[],
  context: EngineContext,
): Promise<void> {
  if (found.length === 0) return;
  const each = found.map(({ id }) => id);
  const query = { index: "task", equals: {}, each, limit: maxSubtasks };
  const { records } = await context.list(subtasks, query);
  context.emit({
    topic: boardTopic(boardId),
    type: "records.deleted",
    subject: boardId,
    audience: null,
    erase: {
      tasks: each.map((id): Put => [tasks, { id }]),
      subtasks: records.map(({ id }): Put => [subtasks, { id }]),
    },
  });
  for (const { id, involved } of found)
    for (const userId of involved)
      context.derive({
        collection: involvements.name,
        id: involvementId(id, userId),
        kind: "delete",
      });
}
