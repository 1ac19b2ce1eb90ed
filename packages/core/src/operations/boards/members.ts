import { z } from "zod";
import type { OperationContext } from "../../engine/operation/context.ts";
import { command, query } from "../../engine/operation/definition.ts";
import { TaskwireError } from "../../errors.ts";
import { idSchema } from "../../model/id.ts";
import { type Member, memberId, memberSchema, members } from "../../model/member.ts";
import { rooms } from "../../model/room.ts";
import { roomMembers } from "../../model/room-member.ts";
import { type User, users } from "../../model/user.ts";
import { emitRoomMembership } from "../conversation/room-membership.ts";
import { afterSchema, decodeAfter, encodeNext, limitSchema, onBoard } from "../input.ts";
import { emitMembership } from "./membership.ts";
import { checkRole } from "./users.ts";

const onMember = { ...onBoard, userId: idSchema };

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
  summary: "Take a person onto the board, with a role of the board's own if one is given.",
  route: { method: "POST", path: "/boards/:boardId/members" },
  input: z.strictObject({ ...onMember, role: z.string().max(100).optional() }),
  output: memberSchema,
  async run(context, input) {
    const board = context.board();
    if (input.role !== undefined) checkRole(input.role, context);
    const id = memberId(board.id, input.userId);
    const [user] = await context.get(users, [input.userId]);
    const [already] = await context.get(members, [id]);
    if (!user)
      throw new TaskwireError(
        "invalid",
        "There is no such person; the host app makes people known with users.put.",
      );
    if (already)
      throw new TaskwireError(
        "refused",
        "This person is a member already; members.change gives another role.",
        {
          rule: "member",
        },
      );
    const member: Member = {
      id,
      version: 0,
      boardId: board.id,
      userId: user.id,
      name: user.name,
      handle: user.handle,
      role: input.role ?? user.role,
      override: input.role ?? null,
      addedBy: context.actor.userId,
      addedAt: context.now,
    };
    emitMembership(context, "added", { board, member, user });
    return member;
  },
});

const change = command({
  name: "members.change",
  target: "board",
  permission: "member.change",
  summary:
    "Give another member a role of this board's own, whatever role the host app gives them; null takes it back.",
  route: { method: "PATCH", path: "/boards/:boardId/members/:userId" },
  input: z.strictObject({ ...onMember, role: z.string().max(100).nullable() }),
  output: memberSchema,
  async run(context, input) {
    if (input.role !== null) checkRole(input.role, context);
    if (input.userId === context.actor.userId) {
      throw new TaskwireError(
        "refused",
        "Nobody changes their own role. Ask another administrator.",
        {
          rule: "own_role",
        },
      );
    }
    const { member, user } = await memberOf(context, input.userId);
    if (member.override === input.role) return member;
    const next = { ...member, override: input.role, role: input.role ?? user.role };
    emitMembership(context, "changed", {
      board: context.board(),
      member: next,
      user,
      before: member.role,
    });
    return next;
  },
});

/** Whoever is off the board is out of its rooms, in the same commit. The user guards the rooms that they are in. */
async function leaveRooms(
  context: OperationContext,
  { boardId, userId }: Member,
  user: User,
): Promise<void> {
  const inRooms = await context.listAll(roomMembers, {
    index: "user",
    equals: { userId, boardId },
  });
  const found = await context.get(
    rooms,
    inRooms.map(({ roomId }) => roomId),
  );
  inRooms.forEach((member, i) => {
    const room = found[i];
    if (room) emitRoomMembership(context, "removed", { room, member, user, quiet: true });
  });
}

const remove = command({
  name: "members.remove",
  target: "board",
  permission: "member.remove",
  summary:
    "Take a person off the board. From then on they learn nothing of it. Subtasks stay assigned to them: `tasks.list` with `involvedId` finds these, `subtasks.assign` gives them to somebody else.",
  route: { method: "DELETE", path: "/boards/:boardId/members/:userId" },
  input: z.strictObject(onMember),
  output: memberSchema,
  async run(context, input) {
    const { member, user } = await memberOf(context, input.userId);
    await leaveRooms(context, member, user);
    emitMembership(context, "removed", { board: context.board(), member, user });
    return member;
  },
});

const list = query({
  name: "members.list",
  target: "board",
  permission: "member",
  summary: "The people on the board.",
  route: { method: "GET", path: "/boards/:boardId/members" },
  input: z.strictObject({ ...onBoard, limit: limitSchema, after: afterSchema }),
  output: z.object({ members: z.array(memberSchema), next: z.string().nullable() }),
  async run(context, { boardId, limit, after }) {
    const from = decodeAfter(after);
    const page = await context.list(members, {
      index: "board",
      equals: { boardId },
      limit,
      ...(from && { after: from }),
    });
    return { members: page.records, next: encodeNext(page.next) };
  },
});

/** People on boards. */
export const memberOperations = {
  "members.add": add,
  "members.change": change,
  "members.remove": remove,
  "members.list": list,
};
