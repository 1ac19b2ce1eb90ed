import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { TaskwireError } from "../../errors.ts";
import { handleKeys, handleProblem } from "../../mentions/handle.ts";
import { takenHandles } from "../../model/handle.ts";
import { sha256 } from "../../model/sha256.ts";
import type { User } from "../../model/user.ts";

const refuse = (problem: string, message: string) =>
  new TaskwireError("refused", message, { rule: "handle", problem });

/** The ids are hashes, so that no handle is left in the storage when its person is gone. */
const idsFor = (handle: string | null | undefined): string[] =>
  handle ? handleKeys(handle).map((key) => sha256(key).slice(0, 32)) : [];

/**
 * Gives a person a handle, and frees the one that they had. The records of taken handles guard the
 * commit, so two people can't get handles that look alike at the same moment.
 *
 * @throws {TaskwireError} `refused` if nobody can have the handle, or somebody else has it or one that
 * looks like it.
 */
export async function changeHandle(
  context: OperationContext,
  before: User | undefined,
  { id: userId, handle }: User,
): Promise<void> {
  if (handle === (before?.handle ?? null)) return;
  const { mentions } = context.definitions;
  const problem = handle === null ? undefined : handleProblem(handle, mentions);
  if (problem) throw refuse(problem.problem, problem.message);
  const given = mentions?.sharedHandles ? [] : idsFor(handle);
  const freed = idsFor(before?.handle).filter((id) => !given.includes(id));
  const found = await context.get(takenHandles, [...given, ...freed]);
  const { name: collection } = takenHandles;
  given.forEach((id, i) => {
    const owner = found[i]?.userId;
    if (owner === undefined)
      builtIn(context).derive({ collection, id, kind: "insert", fields: { userId } });
    else if (owner !== userId)
      throw refuse(
        "taken",
        "Somebody else has this handle, or one that looks like it. Choose another one.",
      );
  });
  freed.forEach((id, i) => {
    if (found[given.length + i]?.userId === userId)
      builtIn(context).derive({ collection, id, kind: "delete" });
  });
}
