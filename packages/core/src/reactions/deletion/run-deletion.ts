import type { EngineParts } from "../../engine/attempt.ts";
import type { ReactionEvent } from "../../model/job.ts";
import { deletionOfBoard } from "./board.ts";
import { deletionOfRoom } from "./room.ts";
import { deletionOfTask } from "./task.ts";

/**
 * Deletes everything in a deleted thing, and yields after each commit. Each run reads from the
 * storage what is left. So a deletion can begin again at any time: after a crash, or because the
 * job took too long.
 */
export type Deletion = (
  event: ReactionEvent,
  parts: EngineParts,
) => AsyncGenerator<void, void, undefined>;

/** The deletions, by the type of the event that causes them. */
export const deletions: { readonly [type: string]: Deletion } = {
  "task.deleted": deletionOfTask,
  "room.deleted": deletionOfRoom,
  "board.deleted": deletionOfBoard,
};

/** Must be well below the time after which another node takes over a job (`leaseMs`). */
const maxMs = 10_000;

/** Runs a deletion for at most 10 s. Resolves to `again` if there is more to delete. */
export async function runDeletion(
  deletion: Deletion,
  event: ReactionEvent,
  parts: EngineParts,
): Promise<"done" | "again"> {
  const end = parts.runtime.now() + maxMs;
  for await (const _ of deletion(event, parts)) if (parts.runtime.now() > end) return "again";
  return "done";
}
