import type { EngineParts } from "../../engine/attempt.ts";
import { jobs, type ReactionEvent } from "../../model/job.ts";
import { deletionOfBoard } from "./board.ts";
import { pagesOf } from "./pages.ts";
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

/** The name of the job that deletes everything in a deleted thing. */
export const deletionJob = (type: string): string => `taskwire.${type}`;

/** Runs all deletions whose jobs have not ended yet. Their jobs then find nothing left. */
export async function* finishDeletions(parts: EngineParts): AsyncGenerator<void, void, undefined> {
  // The deletion of a board causes those of its rooms.
  for (const type of ["board.deleted", "room.deleted", "task.deleted"])
    for (const status of ["waiting", "failed"]) {
      const query = { index: "due", equals: { status, reaction: deletionJob(type) } };
      for await (const page of pagesOf(jobs, query, parts.storage))
        for (const { event } of page)
          if (deletions[type]) yield* deletions[type]({ ...event, data: {} }, parts);
    }
}

/** Must be well below the time after which another node takes over a job (`leaseMs`). */
const maxMs = 10_000;

/** Runs a deletion for at most 10 s. Resolves to `again` if there is more to delete. */
export async function runDeletion(
  deletion: Deletion,
  event: ReactionEvent,
  parts: EngineParts,
): Promise<"done" | "again"> {
  const isMore = (await runFor(deletion(event, parts), parts)) !== "done";
  return isMore ? "again" : "done";
}

/** Runs something for at most 10 s. Resolves to what it has yielded last, if there is more to do. */
export async function runFor<Position>(
  work: AsyncGenerator<Position, void, undefined>,
  { runtime }: Pick<EngineParts, "runtime">,
): Promise<"done" | { readonly from: Position }> {
  const end = runtime.now() + maxMs;
  for await (const from of work) if (runtime.now() > end) return { from };
  return "done";
}
