import { systemId } from "../../model/actor.ts";
import { members } from "../../model/member.ts";
import { tasks } from "../../model/task.ts";
import type { ChangeRequest } from "../../notifications/request.ts";
import type { EngineContext } from "../context.ts";

// The count of waiting tasks ends here, because a person can't get into more debt than that.
const maxTasks = 20_000;

/**
 * Charges the caller for the jobs that look at all waiting tasks of a board, because the command
 * changes the rights of a person there. The app's own code doesn't pay.
 */
export async function payForAsking(
  requests: readonly ChangeRequest[],
  context: EngineContext,
): Promise<void> {
  if (context.actor.userId === systemId) return;
  for (const request of requests) {
    if (request.kind !== "review" || !request.asks) continue;
    const { userId, boardId } = request;
    const boardIds = boardId === undefined ? await boardsOf(userId, context) : [boardId];
    const counts = await Promise.all(boardIds.map((id) => countWaiting(id, context)));
    context.people.payForJob(counts.reduce((sum, count) => sum + count, 0));
  }
}

async function boardsOf(userId: string, context: EngineContext): Promise<string[]> {
  const all = await context.listAll(members, { index: "user", equals: { userId } });
  return all.map(({ boardId }) => boardId);
}

async function countWaiting(boardId: string, context: EngineContext): Promise<number> {
  const states = Object.entries(context.definitions.workflow.states);
  const counts = states
    .filter(([, { kind }]) => kind === "waiting")
    .map(([state]) =>
      context.count(tasks, {
        ...{ index: "state", equals: { boardId, state } },
        ...{ limit: maxTasks, scan: maxTasks },
      }),
    );
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}
