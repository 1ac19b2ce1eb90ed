import { boardTopic, command, defineCollection, idSchema } from "@taskwire/core/operations";
import { z } from "zod";

interface Nudge {
  id: string;
  version: number;
  taskId: string;
}

/** A collection of the app's own. */
export const nudges = defineCollection<Nudge>()({
  name: "nudges",
  fields: { taskId: "text" },
  indexes: { task: ["taskId"] },
  versions: "topic",
});

/** An operation of the app's own. Its event is about a task and carries no record of the task. */
export const nudge = command({
  name: "tasks.nudge",
  target: "task",
  permission: "member",
  summary: "Remind the people that the task waits for.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/nudge" },
  input: z.strictObject({ boardId: idSchema, taskId: idSchema }),
  output: z.object({ id: idSchema }),
  run(context) {
    const { id: taskId, boardId, involved } = context.task();
    const record: Nudge = { id: context.newId(), version: 0, taskId };
    context.emit({
      topic: boardTopic(boardId),
      type: "task.nudged",
      subject: taskId,
      audience: { before: involved, after: involved },
      put: { nudge: [nudges, record] },
    });
    return { id: record.id };
  },
});
