import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { TaskwireError } from "../../errors.ts";
import { handleKeys, handleProblem } from "../../mentions/handle.ts";
import { takenHandles } from "../../model/handle.ts";
import { sha256 } from "../../model/sha256.ts";
import type { User } from "../../model/user.ts";

const refuse = (problem: string, message: string) =>
  new TaskwireError("refused", message, { rule: "handle", problem });

/** The ids are hashes. So after a person is erased, no id contains their handle. */
const idsFor = (handle: string | null | undefined): string[] =>
  handle ? handleKeys(handle).map((key) => sha256(key).slice(0, 32)) : [];

/**
 * Gives a person a handle, and frees the one that they had. The commit checks the records of taken
 * handles. So two people can't get similar handles at the same moment.
 *
 * @throws {TaskwireError} `refused` if the handle is not allowed for anybody, or if another person
 * has it or a handle that looks like it.
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
