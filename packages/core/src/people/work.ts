import type { EngineParts } from "../engine/attempt.ts";
import type { EngineContext } from "../engine/context.ts";
import type { Put } from "../engine/operation/emitted.ts";
import { subtasks } from "../model/subtask.ts";
import { type Task, tasks } from "../model/task.ts";
import { boardTopic } from "../model/topic.ts";
import type { Cursor } from "../reactions/deletion/pages.ts";
import { withoutNames } from "./anonymous-text.ts";
import { hadWords, type PastEvent } from "./past-words.ts";
import { changeEach } from "./scan.ts";
import type { TextErasure } from "./texts.ts";

/**
 * With `everywhere`, removes the names that others wrote in tasks. With `delete`, it also removes
 * the person's reasons for decisions and votes. The earlier history of these tasks is lost, because
 * the data of their earlier events is deleted.
 */
export const eraseFromTasks = (how: TextErasure, parts: EngineParts, after?: Cursor) =>
  changeEach(
    tasks,
    "board",
    () => true,
    async (found, context) => {
      for (const task of found) if (await has(task, how, parts)) await tell(task, how, context);
    },
    parts,
    after,
  );

/**
 * Whether a task has a person's data, or one of its events has it. Only the events have the reasons of
 * votes, and the words from before an edit.
 */
async function has(task: Task, how: TextErasure, parts: EngineParts): Promise<boolean> {
  if (erasedTask(task, how) !== task) return true;
  const on = { topic: boardTopic(task.boardId), subject: task.id };
  return await hadWords(on, (event) => hasOwnReason(event, how) || hasTaskWords(event, how), parts);
}

/** Whether an event of an approval has a reason that an erasure removes or changes. */
function hasOwnReason({ type, data }: PastEvent, how: TextErasure): boolean {
  const { reason, by } = data as { readonly reason?: string; readonly by?: string };
  if (!type.startsWith("approval.") || reason === undefined) return false;
  return withoutReason(reason, by, how) !== reason;
}

const hasTaskWords = ({ records }: PastEvent, how: TextErasure): boolean =>
  records.some(
    ({ collection, record }) =>
      (collection === "tasks" && erasedTask(record, how) !== record) ||
      (collection === "subtasks" && withoutNames(record.title, how) !== record.title),
  );

/** Removes the names from the titles of subtasks. */
export const eraseFromSubtasks = (how: TextErasure, parts: EngineParts, after?: Cursor) =>
  changeEach(
    subtasks,
    "task",
    ({ title }) => withoutNames(title, how) !== title,
    async (found, context) => {
      const ids = [...new Set(found.map(({ taskId }) => taskId))];
      for (const task of await context.get(tasks, ids)) if (task) await tell(task, how, context);
    },
    parts,
    after,
  );

/**
 * Writes the task without the names, in an event that also has all its subtasks. The earlier events
 * lose their data, and the subtasks with it. So a client that was away gets everything from the new
 * event.
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

/**
 * Returns a reason without a person's data. Null if the person wrote it, and `texts` is `delete`.
 */
const withoutReason = (reason: string | null, by: string | undefined, how: TextErasure) =>
  how.texts === "delete" && by === how.userId ? null : reason && withoutNames(reason, how);

/** Returns a task without a person's data. Returns the same object if it has none. */
function erasedTask(task: Task, how: TextErasure): Task {
  const without = <D extends Task["decisions"][number]>(decision: D): D => ({
    ...decision,
    reason: withoutReason(decision.reason, decision.by, how),
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
