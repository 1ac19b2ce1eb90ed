import type { OperationContext } from "../../engine/operation/context.ts";
import { accessOf, maySee } from "../../model/access.ts";
import type { DecisionLink } from "../../model/decision-link.ts";
import { delegatesAt, delegations } from "../../model/delegation.ts";
import type { Facts } from "../../model/facts.ts";
import { memberId, members } from "../../model/member.ts";
import { users } from "../../model/user.ts";

/** A person on the target's task. Undefined if they may not see it, or have no account. */
async function personOn(
  context: OperationContext,
  userId: string,
): Promise<Required<Pick<Facts, "actor" | "member">> | undefined> {
  const board = context.board();
  const [user] = await context.get(users, [userId]);
  const [member] = await context.get(members, [memberId(board.id, userId)]);
  if (!user || user.disabled || !member) return undefined;
  const access = accessOf(member.role, context.definitions.roles);
  if (!maySee(context.task(), access, userId)) return undefined;
  return { actor: { userId, role: member.role }, member };
}

/**
 * The facts by which a vote of a link's person is judged, as if they called. Undefined if they, or the person for
 * whom they vote, can't be on the task at all.
 */
export async function factsOfVoter(
  context: OperationContext,
  { userId, principalId, step }: Pick<DecisionLink, "userId" | "principalId" | "step">,
): Promise<Facts | undefined> {
  const caster = await personOn(context, userId);
  const person = principalId === null ? caster : await personOn(context, principalId);
  if (!caster || !person) return undefined;
  const { version } = context.task();
  const vote = { version, ...(step !== null && { step }) };
  if (principalId === null) return { ...context.facts, ...person, vote };
  const [record] = await context.get(delegations, [principalId]);
  const now = delegatesAt(record?.entries ?? [], context.board().id, context.now);
  const isDelegate = now.includes(userId);
  return { ...context.facts, ...person, vote, caster: { ...caster.actor, isDelegate } };
}
