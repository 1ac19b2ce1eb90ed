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

const memberships = (context: OperationContext) =>
  context.listAll(members, { index: "user", equals: { userId: context.actor.userId } });

/** Reads the boards that the caller is on, by id. */
export async function ownBoards(context: OperationContext): Promise<ReadonlyMap<string, OwnBoard>> {
  const own = await memberships(context);
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

/**
 * Reads again which boards the caller is on, and returns those where their membership has not changed.
 * Records of other boards that were read in between may be newer than the caller's rights.
 */
export async function unchangedBoards(
  before: ReadonlyMap<string, OwnBoard>,
  context: OperationContext,
): Promise<ReadonlySet<string>> {
  const now = await memberships(context);
  return new Set(
    now.flatMap(({ boardId, version }) =>
      before.get(boardId)?.member.version === version ? [boardId] : [],
    ),
  );
}
