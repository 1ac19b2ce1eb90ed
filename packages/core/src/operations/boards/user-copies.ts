import { builtIn, type OperationContext, type Shape } from "../../engine/operation/context.ts";
import { type Board, boards } from "../../model/board.ts";
import type { Table } from "../../model/collection.ts";
import { type Member, members } from "../../model/member.ts";
import { lastNameChange } from "../../model/name-change.ts";
import { type RoomMember, roomMembers } from "../../model/room-member.ts";
import { roomTopic } from "../../model/topic.ts";
import type { User } from "../../model/user.ts";
import { memberEvent, reviewAccess, roleChangeRequest } from "./membership.ts";

/** Records that hold copies of a user's fields and have to change with the user. */
export interface UserCopies {
  readonly members: readonly Member[];
  /** The boards on which the user's access changes. */
  readonly boards: readonly Board[];
  readonly roomMembers: readonly RoomMember[];
  /** How to write that a name has changed. Undefined if none has. */
  readonly nameChange: "insert" | "update" | undefined;
}

const isRenamed = (before: User, user: User): boolean =>
  before.name !== user.name || before.handle !== user.handle;

const isToggled = (before: User, user: User): boolean => before.disabled !== user.disabled;

const roleOn = ({ override }: Member, { role }: User): string => override ?? role;

/** Whether a change of a user also changes their copies in other records. */
export const changesCopies = (before: User, user: User): boolean =>
  isRenamed(before, user) || isToggled(before, user) || before.role !== user.role;

/**
 * Reads the copies that a change of the user affects. The commit checks the user, whose version
 * changes with their boards and rooms. So no copy can be missed.
 */
export async function readCopies(
  context: OperationContext,
  before: User,
  user: User,
): Promise<UserCopies> {
  const equals = { userId: user.id };
  const hasNewAccess = (member: Member) =>
    isToggled(before, user) || member.role !== roleOn(member, user);
  const onBoards = await context.listAll(members, { index: "user", equals });
  const current = await readById(
    context,
    members,
    onBoards.filter((member) => isRenamed(before, user) || hasNewAccess(member)),
  );
  const changedBoards = await context.get(
    boards,
    current.filter(hasNewAccess).map(({ boardId }) => boardId),
  );
  const inRooms = isRenamed(before, user)
    ? await context.listAll(roomMembers, { index: "user", equals })
    : [];
  return {
    nameChange: isRenamed(before, user) ? await nameChangeOf(context) : undefined,
    members: current,
    boards: changedBoards.filter((board) => board !== undefined),
    roomMembers: await readById(context, roomMembers, inRooms),
  };
}

/** No commit checks this record, so updates of it never conflict. */
async function nameChangeOf(context: OperationContext): Promise<"insert" | "update"> {
  const read = await builtIn(context).readUnguarded([lastNameChange]);
  return read(lastNameChange) ? "update" : "insert";
}

/**
 * Reads the records of a list again by id, because the commit checks only records that were read by
 * id. Another command may be changing them at this moment.
 */
async function readById<S extends Shape>(
  context: OperationContext,
  table: Table<S>,
  listed: readonly S[],
): Promise<S[]> {
  const found = await context.get(
    table,
    listed.map(({ id }) => id),
  );
  return found.filter((record) => record !== undefined);
}

/** Emits the changes of all copies. */
export function emitCopies(context: OperationContext, user: User, copies: UserCopies): void {
  const { nameChange: kind } = copies;
  if (kind) builtIn(context).derive({ ...lastNameChange, kind, fields: { at: context.now } });
  for (const member of copies.members) {
    const board = copies.boards.find(({ id }) => id === member.boardId);
    emitMember(context, user, member, board);
  }
  for (const member of copies.roomMembers) {
    const { name, handle } = user;
    context.emit({
      topic: roomTopic(member.roomId),
      type: "member.changed",
      subject: user.id,
      audience: null,
      put: { member: [roomMembers, { ...member, name, handle }] },
    });
  }
}

/** A member with the fields of a changed user. */
export function asOnBoard(member: Member, user: User): Member {
  const { name, handle, disabled } = user;
  return { ...member, name, handle, disabled, role: roleOn(member, user) };
}

/**
 * The board's version only changes if its members or their rights change. A new name changes
 * neither.
 */
function emitMember(
  context: OperationContext,
  user: User,
  before: Member,
  board: Board | undefined,
): void {
  const member = asOnBoard(before, user);
  const hasNewRole = member.role !== before.role;
  context.emit({
    ...memberEvent("member.changed", member),
    put: { member: [members, member], ...(board && { board: [boards, board] }) },
    ...(board && hasNewRole && { notify: roleChangeRequest(board, member) }),
  });
  if (hasNewRole) reviewAccess(context, member, before.role);
}
