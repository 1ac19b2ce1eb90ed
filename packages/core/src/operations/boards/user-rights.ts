import type { OperationContext } from "../../engine/operation/context.ts";
import { TaskwireError } from "../../errors.ts";
import { systemId } from "../../model/actor.ts";
import type { User } from "../../model/user.ts";
import { checkHolderStays, checkMayGive } from "./granting.ts";
import { asOnBoard, type UserCopies } from "./user-copies.ts";

/**
 * Checks that the actor may make a change of a user's rights: of the role in general, and of the
 * role on each board. A new name alone changes no rights.
 *
 * @throws {TaskwireError} `refused` if it is the actor's own account, or if a board would lose the
 * last person who can give a role; `forbidden` if the actor lacks a right that they give or take.
 */
export async function checkMayPut(
  context: OperationContext,
  before: User | undefined,
  user: User,
  copies: UserCopies | undefined,
): Promise<void> {
  const { userId } = context.actor;
  if (userId === systemId) return;
  if (before?.role === user.role && before.disabled === user.disabled) return;
  // So the last person with the permission can't give it up. Otherwise nobody could give it back to
  // anybody.
  if (userId === user.id)
    throw new TaskwireError(
      "refused",
      "You can't change your own role, and you can't disable yourself. Ask another administrator.",
      { rule: "own_role" },
    );
  const onBoards = (copies?.boards ?? []).flatMap((board) => {
    const member = copies?.members.find(({ boardId }) => boardId === board.id);
    return member ? [{ board, member, after: asOnBoard(member, user) }] : [];
  });
  const given = [user, ...(before ? [before] : []), ...onBoards.map(({ member }) => member)];
  checkMayGive(
    "user.put",
    given.map(({ role }) => role),
    context,
  );
  for (const { board, member, after } of onBoards)
    await checkHolderStays(context, board, member, after);
}
