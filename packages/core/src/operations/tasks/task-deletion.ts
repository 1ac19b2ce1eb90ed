import { z } from "zod";
import { builtIn } from "../../engine/operation/context.ts";
import { command } from "../../engine/operation/definition.ts";
import type { Put } from "../../engine/operation/emitted.ts";
import { onTask } from "../../engine/operation/target-ids.ts";
import { involvementId, involvements } from "../../model/involvement.ts";
import { subtasks } from "../../model/subtask.ts";
import { tasks } from "../../model/task.ts";
import { boardTopic } from "../../model/topic.ts";

const remove = command({
  name: "tasks.delete",
  target: "task",
  permission: "task.delete",
  summary:
    "Delete a task with its subtasks and decisions, also from the log. A job then deletes its comments, and empties the notifications of it. To end the work and keep the task, cancel it instead.",
  route: { method: "DELETE", path: "/boards/:boardId/tasks/:taskId" },
  input: z.strictObject(onTask),
  output: z.null(),
  async run(context, { boardId, taskId: id }) {
    const { involved } = context.task();
    const parts = await context.siblings();
    context.emit({
      topic: boardTopic(boardId),
      type: "task.deleted",
      subject: id,
      audience: { before: involved, after: [] },
      erase: {
        task: [tasks, { id }],
        subtasks: parts.map((part): Put => [subtasks, { id: part.id }]),
      },
      redact: true,
    });
    for (const userId of involved)
      builtIn(context).derive({
        collection: involvements.name,
        id: involvementId(id, userId),
        kind: "delete",
      });
    return null;
  },
});

/** The operation that deletes a task. */
export const taskDeletionOperations = { "tasks.delete": remove };
