import type { EngineParts } from "../engine/attempt.ts";
import type { EngineContext } from "../engine/context.ts";
import type { Put } from "../engine/operation/emitted.ts";
import { subtasks } from "../model/subtask.ts";
import { type Task, tasks } from "../model/task.ts";
import { boardTopic } from "../model/topic.ts";
import type { ListPosition } from "../reactions/deletion/pages.ts";
import { withoutNames } from "./anonymous-text.ts";
import { erasedTask, withoutReason } from "./erased-task.ts";
import { hasReceiptWords, keptReceipts } from "./kept-receipts.ts";
import { hadWords, type PastEvent } from "./past-words.ts";
import { changeEach } from "./scan.ts";
import type { TextErasure } from "./texts.ts";

/**
 * With `everywhere`, removes the names that others wrote in tasks. With `delete`, it also removes
 * the person's reasons for decisions and votes. Of the earlier history of these tasks, only the
 * receipts are left, because the data of the other events is deleted.
 */
export const eraseFromTasks = (how: TextErasure, parts: EngineParts, after?: ListPosition) =>
  changeEach(
    tasks,
    "board",
    () => true,
    async (found, context) => {
      for (const task of found)
        if (await hasPersonalData(task, how, parts)) await rewrite(task, how, context, parts);
    },
    parts,
    after,
  );

/**
 * Whether a task or one of its events has a person's data. Only the events have the reasons of votes and the words
 * from before an edit.
 */
async function hasPersonalData(task: Task, how: TextErasure, parts: EngineParts): Promise<boolean> {
  if (erasedTask(task, how) !== task) return true;
  const on = { topic: boardTopic(task.boardId), subject: task.id };
  const hasWords = (event: PastEvent) =>
    hasOwnReason(event, how) || hasTaskWords(event, how) || hasReceiptWords(event.data, how);
  return await hadWords(on, hasWords, parts);
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
export const eraseFromSubtasks = (how: TextErasure, parts: EngineParts, after?: ListPosition) =>
  changeEach(
    subtasks,
    "task",
    ({ title }) => withoutNames(title, how) !== title,
    async (found, context) => {
      const ids = [...new Set(found.map(({ taskId }) => taskId))];
      for (const task of await context.get(tasks, ids))
        if (task) await rewrite(task, how, context, parts);
    },
    parts,
    after,
  );

/**
 * Writes the task without the person's data. The event also has all its subtasks, because the earlier events lose
 * their data, except for receipts: a client that was away gets everything from this event.
 */
async function rewrite(
  task: Task,
  how: TextErasure,
  context: EngineContext,
  parts: Pick<EngineParts, "storage">,
): Promise<void> {
  const query = { index: "task", equals: { taskId: task.id } };
  const titled = (await context.listAll(subtasks, query)).map((subtask) => ({
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
      subtasks: titled.map((part): Put => [subtasks, part]),
    },
    redact: true,
    keep: await keptReceipts(task, how, parts),
  });
}
