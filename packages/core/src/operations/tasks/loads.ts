import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { assignmentGuards } from "../../model/assignment-guard.ts";
import { members } from "../../model/member.ts";
import { subtasks } from "../../model/subtask.ts";
import type { SpawnContext } from "../../workflow/spawn.ts";

/** Subtasks of one person are counted up to this number, unless everybody has about as many. */
const firstLimit = 20;

/**
 * Reads the active members of each role with the number of their open subtasks, as far as it matters for
 * a choice of the person with the least. Guards the board's other choices: two commands that choose at
 * the same moment run one after the other.
 *
 * @param roles one for each choice
 */
export async function readLoads(
  context: OperationContext,
  boardId: string,
  roles: readonly string[],
): Promise<SpawnContext["loads"]> {
  const inBoard = { index: "board", equals: { boardId } };
  // The guard is read before the numbers, so that a choice in between is noticed.
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
      // A person who may have more than was counted can't be chosen before the others have as many.
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
    const equals = { boardId, state: "open" };
    const query = { index: "workload", equals, each: people, limit };
    for (const { assigneeId } of (await context.list(subtasks, query)).records)
      if (assigneeId) counts.set(assigneeId, (counts.get(assigneeId) ?? 0) + 1);
  }
  return (userId) => counts.get(userId) ?? 0;
}
