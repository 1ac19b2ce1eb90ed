import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { accessOf } from "../../model/access.ts";
import { type Board, boards } from "../../model/board.ts";
import { type Member, memberId, members } from "../../model/member.ts";
import { boardTopic, userTopic } from "../../model/topic.ts";
import { type User, users } from "../../model/user.ts";
import type { NotificationRequest } from "../../notifications/request.ts";
import { grantsDecisions } from "./role.ts";

// A change of a membership writes the board and the user too, so both get new versions. A command
// that has listed the members of the board, or the boards of the user, then conflicts and runs
// again.

interface Membership {
  readonly board: Board;
  readonly member: Member;
  readonly user: User;
}

/**
 * A new member of a board. `since` is the number of the last event of the board; 0 on a new board.
 * `override` is a role for this board only.
 */
export const newMember = (
  context: OperationContext,
  boardId: string,
  { id: userId, name, handle, role, disabled }: User,
  since = 0,
  override: string | null = null,
): Member => ({
  id: memberId(boardId, userId),
  version: 0,
  boardId,
  userId,
  name,
  handle,
  role: override ?? role,
  override,
  disabled,
  addedBy: context.actor.userId,
  addedAt: context.now,
  since,
});

/** Emits that a person was added to a board. */
export function emitMemberAdded(context: OperationContext, membership: Membership): void {
  const { board, member } = membership;
  context.emit({
    ...memberEvent("member.added", member),
    put: { board: [boards, board], member: [members, member] },
    notify: {
      ...aboutBoard(board),
      excerpt: board.name,
      candidates: [{ to: member.userId, reason: "member" }],
    },
  });
  const asks = grantsDecisions(member.role, context);
  // A person who is added for the first time has no earlier notifications about the board.
  if (asks || builtIn(context).wasStored(members, member.id))
    builtIn(context).review({ ...scopeOf(member), gains: true, asks });
  context.emit(userEvent("user.joined", membership));
}

/** Emits that a member got another role on one board. `before` is the former role. */
export function emitRoleChanged(
  context: OperationContext,
  membership: Membership,
  before: string,
): void {
  const { board, member } = membership;
  context.emit({
    ...memberEvent("member.changed", member),
    put: { board: [boards, board], member: [members, member] },
    notify: roleChangeRequest(board, member),
  });
  reviewAccess(context, member, before);
  context.emit(userEvent("user.role_changed", membership, { before }));
}

/**
 * Emits that a member's role now comes from `override`, or no longer does, while the role stays the
 * same. The member's rights don't change. So the event goes only to the board: the member is not
 * notified, and the versions of the board and the user stay.
 */
export const emitOverride = (context: OperationContext, member: Member): void =>
  context.emit({ ...memberEvent("member.changed", member), put: { member: [members, member] } });

/** Emits that a person was removed from a board. */
export function emitMemberRemoved(context: OperationContext, membership: Membership): void {
  const { board, member } = membership;
  context.emit({
    ...memberEvent("member.removed", member),
    put: { board: [boards, board] },
    drop: { member: [members, member] },
    // Without an excerpt, because the removed person may not read anything of the board any more.
    notify: { ...aboutBoard(board), candidates: [{ to: member.userId, reason: "removed" }] },
  });
  const asks = grantsDecisions(member.role, context);
  builtIn(context).review({ ...scopeOf(member), takes: "everything", asks });
  context.emit(userEvent("user.left", membership));
}

/** Returns the request to notify a member of their new role. */
export const roleChangeRequest = (board: Board, { userId, role }: Member): NotificationRequest => ({
  ...aboutBoard(board),
  excerpt: role,
  candidates: [{ to: userId, reason: "role" }],
});

/**
 * Returns the request to review a member's notifications: with a new role, the member may read and
 * decide other things on the board. `before` is the former role.
 */
export function reviewAccess(context: OperationContext, member: Member, before: string): void {
  const asks = [before, member.role].some((role) => grantsDecisions(role, context));
  const accessAs = (role: string) => accessOf(role, context.definitions.roles);
  const seesLess = accessAs(before) === "all" && accessAs(member.role) !== "all";
  const takes = seesLess ? ("uninvolved" as const) : undefined;
  builtIn(context).review({ ...scopeOf(member), takes, asks });
}

const scopeOf = ({ userId, boardId }: Member) => ({ userId, boardId });

const aboutBoard = ({ id: boardId }: Board) => ({ about: `board:${boardId}`, boardId });

/** The fields that all events about a member of a board have in common. */
export const memberEvent = (type: string, { boardId, userId }: Member) => ({
  topic: boardTopic(boardId),
  type,
  subject: userId,
  audience: null,
});

const userEvent = (
  type: string,
  { board, member, user }: Membership,
  data: { readonly before?: string } = {},
) => ({
  topic: userTopic(user.id),
  type,
  subject: user.id,
  audience: null,
  put: { user: [users, user] as const },
  data: { boardId: board.id, role: member.role, ...data },
});
