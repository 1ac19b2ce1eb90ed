import { z } from "zod";
import type { OperationContext } from "../../engine/operation/context.ts";
import { command, query } from "../../engine/operation/definition.ts";
import { onRoom } from "../../engine/operation/target-ids.ts";
import { TaskwireError } from "../../errors.ts";
import { userIdSchema } from "../../model/id.ts";
import {
  type RoomMember,
  roomMemberId,
  roomMemberSchema,
  roomMembers,
} from "../../model/room-member.ts";
import { roomTopic } from "../../model/topic.ts";
import { type User, users } from "../../model/user.ts";
import { listPage, nextSchema, pageInput } from "../page.ts";
import { boardPeople } from "./board-people.ts";
import { checkNotDirect, rememberLeft } from "./direct-rooms.ts";
import { addToRoom, checkRoomCounts, removeFromRoom } from "./room-membership.ts";

const add = command({
  name: "roomMembers.add",
  target: "room",
  permission: "room.invite",
  summary:
    "Add a member of the board to a room. The person sees all messages of the room, also the earlier ones.",
  route: { method: "POST", path: "/boards/:boardId/rooms/:roomId/members" },
  creates: "/boards/:boardId/rooms/:roomId/members/:userId",
  input: z.strictObject({ ...onRoom, userId: userIdSchema }),
  output: roomMemberSchema,
  async run(context, { boardId, roomId, userId }) {
    checkNotDirect(context.room());
    const [user] = await boardPeople(context, boardId, [userId]);
    const [existing] = await context.get(roomMembers, [roomMemberId(roomId, userId)]);
    if (existing)
      throw new TaskwireError("refused", "This person is already in the room.", { rule: "member" });
    await checkRoomCounts(context, boardId, [userId]);
    const since = await context.head(roomTopic(roomId));
    return addToRoom(context, context.room(), user as User, since);
  },
});

async function removeMember(context: OperationContext, userId: string): Promise<RoomMember> {
  const room = context.room();
  const [member] = await context.get(roomMembers, [roomMemberId(room.id, userId)]);
  const [user] = await context.get(users, [userId]);
  if (!member || !user) throw new TaskwireError("not_found", "This person is not in the room.");
  removeFromRoom(context, room, member, user);
  return member;
}

const remove = command({
  name: "roomMembers.remove",
  target: "room",
  permission: "room.remove",
  summary: "Remove a person from a room. From then on, the person can't see anything of the room.",
  route: { method: "DELETE", path: "/boards/:boardId/rooms/:roomId/members/:userId" },
  record: ({ roomId, userId }) => ({
    collection: roomMembers.name,
    id: roomMemberId(roomId, userId),
  }),
  input: z.strictObject({ ...onRoom, userId: userIdSchema }),
  output: roomMemberSchema,
  run(context, { userId }) {
    checkNotDirect(context.room());
    return removeMember(context, userId);
  },
});

const leave = command({
  name: "rooms.leave",
  target: "room",
  permission: "member",
  onArchived: true,
  summary:
    "Leave a room. A direct room can be left for good: the other person can't bring the caller back.",
  route: { method: "POST", path: "/boards/:boardId/rooms/:roomId/leave" },
  input: z.strictObject(onRoom),
  output: roomMemberSchema,
  async run(context) {
    const member = await removeMember(context, context.actor.userId);
    await rememberLeft(context.room(), member.userId, context);
    return member;
  },
});

const list = query({
  name: "roomMembers.list",
  target: "room",
  permission: "member",
  summary: "List the members of a room.",
  route: { method: "GET", path: "/boards/:boardId/rooms/:roomId/members" },
  input: z.strictObject({ ...onRoom, ...pageInput }),
  output: z.object({ members: z.array(roomMemberSchema), next: nextSchema }),
  async run(context, { roomId, limit, after }) {
    const query = { index: "room", equals: { roomId }, limit, after };
    const { records, next } = await listPage(context, roomMembers, query);
    return { members: records, next };
  },
});

/** Operations on the members of rooms. */
export const roomMemberOperations = {
  "rooms.leave": leave,
  "roomMembers.add": add,
  "roomMembers.remove": remove,
  "roomMembers.list": list,
};
