import type { OperationContext } from "../../engine/operation/context.ts";
import { TaskwireError } from "../../errors.ts";
import { systemId } from "../../model/actor.ts";
import { type Delegation, maxDelegations } from "../../model/delegation.ts";
import { users } from "../../model/user.ts";
import { boardsOf } from "./boards-of.ts";

const maxDays = 90;
const dayMs = 86_400_000;

/**
 * Checks that the actor may set and end delegations of a person.
 *
 * @throws {TaskwireError} `forbidden` if it is another person, and the actor's role does not grant it.
 */
export async function checkMaySet(context: OperationContext, userId: string): Promise<void> {
  const action = "delegation.setOthers";
  if (userId === context.actor.userId || context.actor.userId === systemId) return;
  if ((await context.verdict(action, context.facts)).allowed === true) return;
  throw new TaskwireError("forbidden", "You can say only of yourself that you are away.", {
    action,
    rule: "permission",
  });
}

const invalid = (path: string, message: string): TaskwireError =>
  new TaskwireError("invalid", `${message}.`, { problems: [{ path, message }] });

/**
 * Checks a new delegation.
 *
 * @param count the person's other delegations that have not ended
 * @throws {TaskwireError} `invalid` if its times are wrong, or somebody can't be a delegate; `refused` if the person has
 * too many.
 */
export async function checkNew(
  context: OperationContext,
  { principalId, to, boardId, from, until }: Delegation,
  count: number,
): Promise<void> {
  if (until <= from) throw invalid("until", "The delegation has to end after it begins");
  if (until <= context.now) throw invalid("until", "Give an end in the future");
  if (Date.parse(until) - Math.max(Date.parse(from), Date.parse(context.now)) > maxDays * dayMs)
    throw invalid("until", `A delegation lasts at most ${maxDays} days`);
  if (to.includes(principalId)) throw invalid("to", "Nobody is their own delegate");
  if (count >= maxDelegations)
    throw new TaskwireError(
      "refused",
      `There are ${maxDelegations} delegations already. End one first.`,
      { rule: "quota" },
    );
  const [principal] = await context.get(users, [principalId]);
  if (!principal) throw invalid("userId", "There is no such person");
  const places = await boardsOf(context, principalId, boardId);
  if (boardId !== null && places.length === 0)
    throw invalid("boardId", "The person who is away is not on this board");
  for (const userId of to) {
    const [user] = await context.get(users, [userId]);
    const theirs = await boardsOf(context, userId, boardId);
    const isTogether = theirs.some((one) => places.includes(one));
    if (!user || user.disabled || !isTogether)
      throw invalid(
        "to",
        `"${userId}" is not on ${boardId === null ? "a board of the person who is away" : "the board"}, or their account is disabled. Add them first`,
      );
  }
}
