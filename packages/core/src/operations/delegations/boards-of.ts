import type { OperationContext } from "../../engine/operation/context.ts";
import { type Member, memberId, members } from "../../model/member.ts";

/** The boards of a person; if one is given, only that one. */
export async function boardsOf(
  context: OperationContext,
  userId: string,
  boardId: string | null,
): Promise<string[]> {
  const found: (Member | undefined)[] =
    boardId === null
      ? await context.listAll(members, { index: "user", equals: { userId } })
      : await context.get(members, [memberId(boardId, userId)]);
  return found.flatMap((one) => one?.boardId ?? []);
}
