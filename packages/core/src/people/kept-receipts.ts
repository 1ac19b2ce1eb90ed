import type { EngineParts } from "../engine/attempt.ts";
import { commandOf } from "../log/command.ts";
import type { Receipt } from "../model/receipt.ts";
import type { Task } from "../model/task.ts";
import { boardTopic } from "../model/topic.ts";
import { eventsOf } from "../reactions/deletion/log.ts";
import type { KeptEvent } from "../storage/storage.ts";
import { erasedTask, withoutReason } from "./erased-task.ts";
import type { TextErasure } from "./texts.ts";

/** The data of an event of a task that an erasure reads. */
interface TaskData {
  readonly receipt?: Receipt;
  readonly reason?: string;
  readonly salt?: string;
  readonly task?: Task;
  readonly subtasks?: unknown;
}

/**
 * Returns the data that the events with a receipt keep when the other events of the task lose theirs.
 * Each of them also gets the task as its command has left it, because the receipt is about this task.
 */
export async function keptReceipts(
  { id: subject, boardId }: Task,
  how: TextErasure,
  parts: Pick<EngineParts, "storage">,
): Promise<KeptEvent[]> {
  const kept: KeptEvent[] = [];
  let carried: { readonly command: string; readonly task: Task } | undefined;
  for await (const events of eventsOf({ topic: boardTopic(boardId), subject }, parts))
    for (const event of events) {
      const data = JSON.parse(event.data) as TaskData;
      const command = commandOf(event);
      // The last event of a command carries the task, and the newest event comes first.
      if (data.task) carried = { command, task: data.task };
      if (!data.receipt || carried?.command !== command) continue;
      const own = withoutWords({ ...data, task: carried.task }, data.receipt, how);
      kept.push({ number: event.number, data: JSON.stringify(own) });
    }
  return kept;
}

/** Whether an event that has a receipt has words that an erasure removes. */
export function hasReceiptWords(data: object, how: TextErasure): boolean {
  const { receipt, reason, task } = data as TaskData;
  if (!receipt) return false;
  return (
    (reason !== undefined && withoutReason(reason, receipt.by, how) !== reason) ||
    (task !== undefined && erasedTask(task, how) !== task)
  );
}

/** Returns the data without a person's words. The salt goes with the reason that it belongs to. */
function withoutWords(
  { reason, salt, task, subtasks: _, ...data }: TaskData & { readonly task: Task },
  { by }: Receipt,
  how: TextErasure,
): TaskData {
  const left = reason === undefined ? null : withoutReason(reason, by, how);
  return {
    ...data,
    ...(left !== null && { reason: left }),
    ...(left === reason && salt !== undefined && { salt }),
    task: erasedTask(task, how),
  };
}
