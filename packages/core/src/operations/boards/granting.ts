import { permissionsBeyond } from "../../authorize/covers.ts";
import { rolesThatCan } from "../../authorize/remedy.ts";
import type { OperationContext } from "../../engine/operation/context.ts";
import { TaskwireError } from "../../errors.ts";
import { systemId } from "../../model/actor.ts";
import type { Board } from "../../model/board.ts";
import { type Member, members } from "../../model/member.ts";

/**
 * Checks that the actor's role grants everything that these roles grant. Call it with each role
 * that a command gives to a person or takes from them. So nobody can give, take or change rights
 * that they don't have themselves.
 *
 * @throws {TaskwireError} `forbidden`, with the first role that grants more, the permissions that
 * the actor lacks, and the remedy.
 */
export function checkMayGive(
  action: string,
  given: readonly string[],
  { actor, facts, definitions: { roles } }: OperationContext,
): void {
  if (actor.userId === systemId) return;
  const own = facts.actor.role;
  const covers = (by: string) =>
    given.every((role) => permissionsBeyond(role, by, roles).length === 0);
  for (const role of given) {
    const missing = permissionsBeyond(role, own, roles);
    if (missing.length === 0) continue;
    const by = rolesThatCan(action, roles).filter((other) => covers(other.role));
    const able = by.map((other) => other.role).join(" or ");
    throw new TaskwireError(
      "forbidden",
      `You can't give or take the role ${role}: it grants ${missing.join(", ")}, and your role ${own} doesn't. ${able ? `Ask somebody with the role ${able}.` : `No role can do this. The app can, with \`taskwire.system\`. Or let a role with ${action} also grant ${missing.join(", ")}.`}`,
      { action, rule: "granting", role, missing, remedy: able ? [{ action, by }] : "none" },
    );
  }
}

const administers = ["member.add", "member.change"];

/** Whether a member is allowed to give roles to other people. */
async function canGive(context: OperationContext, board: Board, member: Member): Promise<boolean> {
  if (member.disabled) return false;
  const actor = { userId: member.userId, role: member.role };
  for (const action of administers)
    if ((await context.verdict(action, { actor, board, member })).allowed === true) return true;
  return false;
}

/**
 * Checks that somebody else on the board can give all the rights that this member can give now.
 * Call it before the member gets another role (`after`) or leaves the board (without `after`). The
 * commit checks the board, whose version changes with its members. So two people can't both leave
 * at the same moment because each relies on the other.
 *
 * @throws {TaskwireError} `refused` if the member is the last person who can give these rights.
 */
export async function checkHolderStays(
  context: OperationContext,
  board: Board,
  member: Member,
  after?: Member,
): Promise<void> {
  if (context.actor.userId === systemId || !(await canGive(context, board, member))) return;
  const { roles } = context.definitions;
  const others = await context.listAll(members, { index: "board", equals: { boardId: board.id } });
  const left = others.filter(({ userId }) => userId !== member.userId);
  for (const other of after ? [after, ...left] : left)
    if (
      permissionsBeyond(member.role, other.role, roles).length === 0 &&
      (await canGive(context, board, other))
    )
      return;
  throw new TaskwireError(
    "refused",
    `This is the last person on the board who can give the role ${member.role}. Give it to somebody else first, with \`members.add\` or \`members.change\`.`,
    { rule: "last_holder", role: member.role, boardId: board.id },
  );
}
