import { forOthers, type Verdict } from "../../authorize/judge.ts";
import type { Facts } from "../../model/facts.ts";
import type { OperationContext } from "./context.ts";
import { Principals } from "./principals.ts";

/**
 * If a vote is refused, adds the people for whom the caller could cast it: they may have forgotten `for`.
 * Call it only for votes that name nobody.
 */
export async function withVotesForOthers(
  action: string,
  verdict: Verdict,
  facts: Facts,
  context: OperationContext,
): Promise<Verdict> {
  const { task, board, member } = facts;
  if (verdict.allowed !== false || !task || !board || !member) return verdict;
  const found: string[] = [];
  for (const { vote, ...seat } of await (await Principals.of(context)).seats(task, {
    board,
    member,
  })) {
    const judged = await context.verdict(action, {
      ...facts,
      ...seat,
      vote: { ...facts.vote, ...vote },
    });
    if (judged.allowed === true) found.push(seat.member.userId);
  }
  if (found.length === 0) return verdict;
  return { ...verdict, message: `${verdict.message}${forOthers(found)}`, for: found };
}
