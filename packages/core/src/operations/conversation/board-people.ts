import type { OperationContext } from "../../engine/operation/context.ts";
import { TaskwireError } from "../../errors.ts";
import { memberId, members } from "../../model/member.ts";
import { type User, users } from "../../model/user.ts";

/**
 * Reads the people who will be added to a room. The commit checks that they are still members of
 * the board.
 */
export async function boardPeople(
  context: OperationContext,
  boardId: string,
  userIds: readonly string[],
): Promise<User[]> {
  const present = await context.get(
    members,
    userIds.map((userId) => memberId(boardId, userId)),
  );
  const people = await context.get(users, userIds);
  // The error is the same for people who aren't on the board and for people who don't exist.
  if (present.includes(undefined) || people.includes(undefined))
    throw new TaskwireError(
      "invalid",
      "Only members of the board can be in its rooms. Add the person to the board first.",
    );
  return people as User[];
}
