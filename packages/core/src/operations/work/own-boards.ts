import type { OperationContext } from "../../engine/operation/context.ts";
import { type Access, accessOf } from "../../model/access.ts";
import { type Board, boards } from "../../model/board.ts";
import { type Member, members } from "../../model/member.ts";

/** A board that the caller is on, with their rights there. */
export interface OwnBoard {
  readonly board: Board;
  readonly member: Member;
  readonly access: Access | undefined;
}

/** Reads the boards that the caller is on, by id. */
export async function ownBoards(context: OperationContext): Promise<ReadonlyMap<string, OwnBoard>> {
  const query = { index: "user", equals: { userId: context.actor.userId } };
  const own = await context.listAll(members, query);
  const found = await context.get(
    boards,
    own.map(({ boardId }) => boardId),
  );
  return new Map(
    own.flatMap((member, i) => {
      const board = found[i];
      if (!board) return [];
      const access = accessOf(member.role, context.definitions.roles);
      return [[board.id, { board, member, access }] as const];
    }),
  );
}
