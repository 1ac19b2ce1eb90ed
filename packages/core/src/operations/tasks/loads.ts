import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { assignmentGuards } from "../../model/assignment-guard.ts";
import { members } from "../../model/member.ts";
import { subtasks } from "../../model/subtask.ts";
import type { SpawnContext } from "../../workflow/spawn.ts";

/**
 * The open subtasks of a person are first counted up to this number. If that does not show who has
 * the fewest, the limit is raised.
 */
const firstLimit = 20;

/**
 * Reads the active members of each role, with the number of their open subtasks. The numbers are
 * exact enough to choose the person with the fewest. If two commands on one board choose at the
 * same moment, they conflict, so one runs after the other.
 *
 * @param roles one for each choice
 */
export async function readLoads(
  context: OperationContext,
  boardId: string,
  roles: readonly string[],
): Promise<SpawnContext["loads"]> {
  const inBoard = { index: "board", equals: { boardId } };
  // The guard is read before the numbers. So the commit notices another command that chooses in
  // between.
  const [all] = await Promise.all([context.listAll(members, inBoard), guard(context, boardId)]);
  const byRole = new Map(
    roles.map((role) => [
      role,
      all.filter((member) => member.role === role && !member.disabled).map(({ userId }) => userId),
    ]),
  );
  const people = [...new Set([...byRole.values()].flat())];
  for (let limit = firstLimit; ; limit *= 4) {
    const open = await countOpen(context, boardId, people, limit);
    const isEnough = [...byRole.values()].every((some) => {
      const least = Math.min(...some.map((userId) => open(userId)));
      // The counts are enough if nobody has reached the limit, or if the person with the fewest
      // stays below the limit with all the new subtasks.
      return some.every((userId) => open(userId) < limit) || least + roles.length < limit;
    });
    if (!isEnough) continue;
    return Object.fromEntries(
      [...byRole].map(([role, some]) => [
        role,
        some.map((userId) => ({ userId, open: open(userId) })),
      ]),
    );
  }
}

async function guard(context: OperationContext, boardId: string): Promise<void> {
  const [record] = await context.get(assignmentGuards, [boardId]);
  const fields = { boardId, choices: (record?.choices ?? 0) + 1 };
  const kind = record ? "update" : "insert";
  builtIn(context).derive({ collection: assignmentGuards.name, id: boardId, kind, fields });
}

/** Counts the open subtasks of each person, up to `limit`, in one scan of an index for each. */
async function countOpen(
  context: OperationContext,
  boardId: string,
  people: readonly string[],
  limit: number,
): Promise<(userId: string) => number> {
  const counts = new Map<string, number>();
  if (people.length > 0) {
    const query = { index: "workload", equals: { boardId }, each: people, limit };
    for (const { assigneeId } of (await context.list(subtasks, query)).records)
      if (assigneeId) counts.set(assigneeId, (counts.get(assigneeId) ?? 0) + 1);
  }
  return (userId) => counts.get(userId) ?? 0;
}
