import { accessOf, maySee } from "../model/access.ts";
import { delegatesAt, delegations } from "../model/delegation.ts";
import { memberId, members } from "../model/member.ts";
import { users } from "../model/user.ts";
import type { EngineContext } from "./context.ts";

/**
 * Loads the person for whom a delegate votes. From then on the vote is judged by this person's role and conditions.
 * The commit checks all records that this depends on, the delegation too. If the person could not vote themselves, the
 * actor stays the caller, and the verdict names the rule `delegation`.
 */
export async function loadSeat(context: EngineContext, principalId: string): Promise<void> {
  const { facts, definitions } = context;
  const { board, task, actor: caster } = facts;
  if (!board || !task || principalId === caster.userId || !definitions.workflow.approvals) return;
  const [user] = await context.get(users, [principalId]);
  const [member] = await context.get(members, [memberId(board.id, principalId)]);
  const [record] = await context.get(delegations, [principalId]);
  const isHere = user && !user.disabled && member;
  if (!isHere || !maySee(task, accessOf(member.role, definitions.roles), principalId))
    return context.setTarget(
      { ...facts, caster: { ...caster, isDelegate: false } },
      context.access,
    );
  const actor = { userId: principalId, role: member.role };
  const now = facts.now ?? context.now;
  const isDelegate = delegatesAt(record?.entries ?? [], board.id, now).includes(caster.userId);
  context.setTarget({ ...facts, actor, member, caster: { ...caster, isDelegate } }, context.access);
}
