import type { OperationContext } from "../../engine/operation/context.ts";
import { type Delegation, delegates, delegations } from "../../model/delegation.ts";
import { members } from "../../model/member.ts";

/** The delegations that a person has given and got, and that have not ended. */
export async function listOwn(context: OperationContext, userId: string): Promise<Delegation[]> {
  const got = await context.listAll(delegates, { index: "user", equals: { userId } });
  const ids = [...new Set([userId, ...got.map(({ principalId }) => principalId)])];
  const records = await context.get(delegations, ids);
  return inOrder(
    records.flatMap((record) => record?.entries ?? []),
    context.now,
  ).filter(({ principalId, to }) => principalId === userId || to.includes(userId));
}

/** The delegations that count on a board now or later, without their reasons. */
export async function listAway(context: OperationContext, boardId: string): Promise<Delegation[]> {
  const people = await context.listAll(members, { index: "board", equals: { boardId } });
  const records = await context.get(
    delegations,
    people.map(({ userId }) => userId),
  );
  return inOrder(
    records.flatMap((record) => record?.entries ?? []),
    context.now,
  )
    .filter((one) => one.boardId === null || one.boardId === boardId)
    .map((one) => ({ ...one, reason: null }));
}

const inOrder = (all: readonly Delegation[], now: string): Delegation[] =>
  all
    .filter(({ until }) => until > now)
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.id < b.id ? -1 : 1));
