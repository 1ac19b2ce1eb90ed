import type { EngineParts } from "../engine/attempt.ts";
import type { EngineContext } from "../engine/context.ts";
import type { Put } from "../engine/operation/emitted.ts";
import { subtasks } from "../model/subtask.ts";
import { type Task, tasks } from "../model/task.ts";
import { boardTopic } from "../model/topic.ts";
import { withoutNames } from "./anonymous-text.ts";
import { changeEach } from "./scan.ts";
import type { TextErasure } from "./texts.ts";
import { hasVoteReason } from "./vote-events.ts";

/**
 * Removes the names from tasks where others wrote them. With `delete`, it also removes the person's
 * reasons for decisions and votes. The earlier history of these tasks is lost, because the data of their
 * earlier events is deleted.
 */
export const eraseFromTasks = (how: TextErasure, parts: EngineParts) =>
  changeEach(
    tasks,
    "board",
    (task) => !!task.approval || erasedTask(task, how) !== task,
    async (found, context) => {
      for (const task of found)
        if (erasedTask(task, how) !== task || (await hasVoteReason(task, how, parts)))
          await tell(task, how, context);
    },
    parts,
  );

/** Removes the names from the titles of subtasks. */
export const eraseFromSubtasks = (how: TextErasure, parts: EngineParts) =>
  changeEach(
    subtasks,
    "task",
    ({ title }) => withoutNames(title, how) !== title,
    async (found, context) => {
      const ids = [...new Set(found.map(({ taskId }) => taskId))];
      for (const task of await context.get(tasks, ids)) if (task) await tell(task, how, context);
    },
    parts,
  );

/**
 * Writes a task without the names, with all its subtasks: the earlier events had them too, and lose their
 * data. So a client that was away gets everything from the new event.
 */
async function tell(task: Task, how: TextErasure, context: EngineContext): Promise<void> {
  const query = { index: "task", equals: { taskId: task.id } };
  const parts = (await context.listAll(subtasks, query)).map((subtask) => ({
    ...subtask,
    title: withoutNames(subtask.title, how),
  }));
  context.emit({
    topic: boardTopic(task.boardId),
    type: "task.edited",
    subject: task.id,
    audience: { before: task.involved, after: task.involved },
    put: {
      task: [tasks, erasedTask(task, how)],
      subtasks: parts.map((part): Put => [subtasks, part]),
    },
    redact: true,
  });
}

/** Returns a task without a person's data. Returns the same object if it has none. */
function erasedTask(task: Task, how: TextErasure): Task {
  const { userId, texts } = how;
  const reason = (words: string | null, by: string) =>
    texts === "delete" && by === userId ? null : words && withoutNames(words, how);
  const without = <D extends Task["decisions"][number]>(decision: D): D => ({
    ...decision,
    reason: reason(decision.reason, decision.by),
  });
  const after: Task = {
    ...task,
    title: withoutNames(task.title, how),
    description: withoutNames(task.description, how),
    data: JSON.parse(withoutNames(JSON.stringify(task.data ?? null), how)),
    decision: task.decision && without(task.decision),
    decisions: task.decisions.map(without),
  };
  return JSON.stringify(after) === JSON.stringify(task) ? task : after;
}
