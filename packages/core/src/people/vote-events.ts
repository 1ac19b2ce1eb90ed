import type { EngineParts } from "../engine/attempt.ts";
import type { Task } from "../model/task.ts";
import { boardTopic } from "../model/topic.ts";
import { eventsOf } from "../reactions/deletion/log.ts";

/** An event of an approval. */
interface VoteEvent {
  readonly type: string;
  /** ISO 8601. */
  readonly at: string;
  /** The person who did it. */
  readonly by?: string;
  readonly reason?: string;
}

/**
 * Yields the events of a task's approval, newest first. A task does not keep the reasons of votes, nor
 * votes that no longer count: only its events do.
 */
export async function* voteEvents(
  { id, boardId, approval }: Task,
  parts: Pick<EngineParts, "storage">,
): AsyncGenerator<VoteEvent, void> {
  if (!approval) return;
  for await (const events of eventsOf({ topic: boardTopic(boardId), subject: id }, parts))
    for (const { type, at, data } of events)
      if (type.startsWith("approval.")) yield { ...JSON.parse(data), type, at };
}
