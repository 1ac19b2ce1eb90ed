import type { OperationContext } from "../../engine/operation/context.ts";
import { type Board, boards } from "../../model/board.ts";
import { type Member, members } from "../../model/member.ts";
import { boardTopic, userTopic } from "../../model/topic.ts";
import { type User, users } from "../../model/user.ts";
import type { NotificationRequest } from "../../notifications/request.ts";

/**
 * Says that a person's membership changed. The board is the guard of its members and the user that of their boards, so
 * both are written too: whoever decided on the set as it was, decides again.
 */
export function emitMembership(
  context: OperationContext,
  change: "added" | "changed" | "removed",
  {
    board,
    member,
    user,
    before,
  }: {
    readonly board: Board;
    readonly member: Member;
    readonly user: User;
    /** The role until now, where it is another one from now on. */
    readonly before?: string;
  },
): void {
  const changed = change === "removed" ? { drop: { member: [members, member] as const } } : {};
  const put = {
    board: [boards, board] as const,
    ...(change !== "removed" && { member: [members, member] as const }),
  };
  context.emit({
    topic: boardTopic(board.id),
    type: `member.${change}`,
    subject: user.id,
    audience: null,
    put,
    ...changed,
    notify: membershipNotice(board, member, change),
  });
  if (change !== "added")
    context.resolve({ userId: user.id, boardId: board.id, resolution: "access_lost" });
  context.emit({
    topic: userTopic(user.id),
    type: { added: "user.joined", changed: "user.role_changed", removed: "user.left" }[change],
    subject: user.id,
    audience: null,
    put: { user: [users, user] },
    data: {
      boardId: board.id,
      boardName: board.name,
      role: member.role,
      ...(before !== undefined && { before }),
    },
  });
}

/** What somebody is told of their own membership. Of a board that they are off, no more than that. */
export function membershipNotice(
  { id: boardId, name }: Board,
  { userId: to, role }: Member,
  change: "added" | "changed" | "removed",
): NotificationRequest {
  const place = { about: `board:${boardId}`, boardId };
  if (change === "added")
    return { ...place, excerpt: name, candidates: [{ to, reason: "member" }] };
  if (change === "removed") return { ...place, candidates: [{ to, reason: "removed" }] };
  return { ...place, excerpt: role, candidates: [{ to, reason: "role" }] };
}
