import type { EngineParts } from "../engine/attempt.ts";
import type { Task } from "../model/task.ts";
import { boardTopic } from "../model/topic.ts";
import { eventsOf } from "../reactions/deletion/log.ts";
import type { LoggedEvent } from "../storage/storage.ts";
import { withoutNames } from "./anonymous-text.ts";
import type { TextErasure } from "./texts.ts";

/**
 * Whether the history of a task has the reason of a vote that an erasure has to remove. The task itself
 * does not keep these reasons, so its events are read.
 */
export async function hasVoteReason(
  { id, boardId, approval }: Task,
  how: TextErasure,
  parts: Pick<EngineParts, "storage">,
): Promise<boolean> {
  if (!approval) return false;
  for await (const events of eventsOf({ topic: boardTopic(boardId), subject: id }, parts))
    if (events.some((event) => hasReason(event, how))) return true;
  return false;
}

function hasReason({ type, data }: LoggedEvent, how: TextErasure): boolean {
  if (!type.startsWith("approval.")) return false;
  const { reason, by } = JSON.parse(data) as { readonly reason?: string; readonly by?: string };
  if (reason === undefined) return false;
  return (how.texts === "delete" && by === how.userId) || withoutNames(reason, how) !== reason;
}
