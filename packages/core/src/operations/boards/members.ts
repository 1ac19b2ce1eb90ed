import { z } from "zod";
import type { OperationContext } from "../../engine/operation/context.ts";
import { command, query } from "../../engine/operation/definition.ts";
import { onBoard } from "../../engine/operation/target-ids.ts";
import { TaskwireError } from "../../errors.ts";
import { userIdSchema } from "../../model/id.ts";
import { type Member, memberId, memberSchema, members } from "../../model/member.ts";
import { rooms } from "../../model/room.ts";
import { roomMembers } from "../../model/room-member.ts";
import { boardTopic } from "../../model/topic.ts";
import { type User, users } from "../../model/user.ts";
import { removeFromRoomOfBoard } from "../conversation/room-membership.ts";
import { roleName } from "../defined-names.ts";
import { listPage, nextSchema, pageInput } from "../page.ts";
import { checkHolderStays, checkMayGive } from "./granting.ts";
import {
  emitMemberAdded,
  emitMemberRemoved,
  emitOverride,
  emitRoleChanged,
  newMember,
} from "./membership.ts";
import { checkRole } from "./role.ts";

const onMember = { ...onBoard, userId: userIdSchema };

const memberRecord = ({
  boardId,
  userId,
}: {
  readonly boardId: string;
  readonly userId: string;
}) => ({
  collection: members.name,
  id: memberId(boardId, userId),
});

async function memberOf(
  context: OperationContext,
  userId: string,
): Promise<{ member: Member; user: User }> {
  const [member] = await context.get(members, [memberId(context.board().id, userId)]);
  const [user] = await context.get(users, [userId]);
  if (!member || !user)
    throw new TaskwireError("not_found", "This person is not a member of the board.");
  return { member, user };
}

const add = command({
  name: "members.add",
  target: "board",
  permission: "member.add",
  summary: "Add a person to a board. `role` gives them a role for this board only.",
  route: { method: "POST", path: "/boards/:boardId/members" },
  creates: "/boards/:boardId/members/:userId",
  input: z.strictObject({ ...onMember, role: roleName.optional() }),
  output: memberSchema,
  async run(context, { userId, role }) {
    const board = context.board();
    if (role !== undefined) checkRole(role, context);
    const [user] = await context.get(users, [userId]);
    const [existing] = await context.get(members, [memberId(board.id, userId)]);
    if (!user)
      throw new TaskwireError(
        "invalid",
        "There is no such person. The host app makes people known with `users.put`.",
      );
    if (existing)
      throw new TaskwireError(
        "refused",
        "This person is already a member. `members.change` gives them another role.",
        { rule: "member" },
      );
    const since = await context.head(boardTopic(board.id));
    const member = newMember(context, board.id, user, since, role);
    checkMayGive("member.add", [member.role], context);
    emitMemberAdded(context, { board, member, user });
    return member;
  },
});

const change = command({
  name: "members.change",
  target: "board",
  permission: "member.change",
  summary:
    "Give another member a role for this board only. It replaces the user's role there. Null removes the role for the board.",
  route: { method: "PATCH", path: "/boards/:boardId/members/:userId" },
  record: memberRecord,
  input: z.strictObject({ ...onMember, role: roleName.nullable() }),
  output: memberSchema,
  async run(context, { userId, role }) {
    if (role !== null) checkRole(role, context);
    if (userId === context.actor.userId) {
      throw new TaskwireError(
        "refused",
        "You can't change your own role. Ask another administrator.",
        { rule: "own_role" },
      );
    }
    const { member: before, user } = await memberOf(context, userId);
    if (before.override === role) return before;
    const member = { ...before, override: role, role: role ?? user.role };
    checkMayGive("member.change", [before.role, member.role], context);
    await checkHolderStays(context, context.board(), before, member);
    if (member.role === before.role) emitOverride(context, member);
    else emitRoleChanged(context, { board: context.board(), member, user }, before.role);
    return member;
  },
});

/**
 * Removes a person from all rooms of the board. The commit checks the user, whose version changes
 * with their rooms. So no room can be missed.
 */
async function removeFromRooms(
  context: OperationContext,
  { boardId, userId }: Member,
): Promise<void> {
  const equals = { userId, boardId };
  const inRooms = await context.listAll(roomMembers, { index: "user", equals });
  const found = await context.get(
    rooms,
    inRooms.map(({ roomId }) => roomId),
  );
  inRooms.forEach((roomMember, i) => {
    const room = found[i];
    if (room) removeFromRoomOfBoard(context, room, roomMember);
  });
}

const remove = command({
  name: "members.remove",
  target: "board",
  permission: "member.remove",
  summary:
    "Remove a person from a board and its rooms. From then on, the person can't see anything of the board. Their subtasks stay assigned to them. Find these subtasks with `tasks.list` and `involvedId`, and reassign them with `subtasks.assign`.",
  route: { method: "DELETE", path: "/boards/:boardId/members/:userId" },
  record: memberRecord,
  input: z.strictObject(onMember),
  output: memberSchema,
  async run(context, { userId }) {
    const { member, user } = await memberOf(context, userId);
    checkMayGive("member.remove", [member.role], context);
    await checkHolderStays(context, context.board(), member);
    await removeFromRooms(context, member);
    emitMemberRemoved(context, { board: context.board(), member, user });
    return member;
  },
});

const list = query({
  name: "members.list",
  target: "board",
  permission: "member",
  summary: "List the members of a board.",
  route: { method: "GET", path: "/boards/:boardId/members" },
  input: z.strictObject({ ...onBoard, ...pageInput }),
  output: z.object({ members: z.array(memberSchema), next: nextSchema }),
  async run(context, { boardId, limit, after }) {
    const query = { index: "board", equals: { boardId }, limit, after };
    const { records, next } = await listPage(context, members, query);
    return { members: records, next };
  },
});

/** Operations on the members of boards. */
export const memberOperations = {
  "members.add": add,
  "members.change": change,
  "members.remove": remove,
  "members.list": list,
};
