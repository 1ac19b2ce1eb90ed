import { z } from "zod";
import type { OperationContext } from "../../engine/operation/context.ts";
import { command } from "../../engine/operation/definition.ts";
import { TaskwireError } from "../../errors.ts";
import { systemId } from "../../model/actor.ts";
import { idSchema } from "../../model/id.ts";
import { memberId, members } from "../../model/member.ts";
import { type Room, roomSchema, rooms } from "../../model/room.ts";
import { roomMemberId, roomMemberSchema, roomMembers } from "../../model/room-member.ts";
import { label } from "../../model/text.ts";
import { roomTopic } from "../../model/topic.ts";
import { type User, users } from "../../model/user.ts";
import { onBoard, onRoom } from "../input.ts";
import { checkRooms, emitRoomMembership, newRoomMember } from "./room-membership.ts";

/** People of the board, to be taken into a room; guards that they still are on it at commit. */
async function boardPeople(
  context: OperationContext,
  boardId: string,
  userIds: readonly string[],
): Promise<User[]> {
  const present = await context.get(
    members,
    userIds.map((userId) => memberId(boardId, userId)),
  );
  const people = await context.get(users, userIds);
  // One answer for who isn't on the board and for who doesn't exist.
  if (present.includes(undefined) || people.includes(undefined))
    throw new TaskwireError(
      "invalid",
      "Only members of the board can be in its rooms. Add the person to it first.",
    );
  return people as User[];
}

/** An id that the host's own code chose. Anybody else could find out by it which rooms there are. */
async function checkId(context: OperationContext, id: string): Promise<void> {
  if (context.actor.userId !== systemId)
    throw new TaskwireError(
      "forbidden",
      "Only the host app's own code chooses a room's id. Leave `id` out.",
    );
  const [taken] = await context.get(rooms, [id]);
  if (taken)
    throw new TaskwireError("refused", "This id is taken; choose another or leave it out.", {
      rule: "id",
    });
}

const create = command({
  name: "rooms.create",
  target: "board",
  permission: "room.create",
  summary: "Open a chat room on the board. Whoever does is in it, with whom they take along.",
  route: { method: "POST", path: "/boards/:boardId/rooms" },
  input: z.strictObject({
    ...onBoard,
    id: idSchema.optional(),
    name: label(),
    memberIds: z.array(idSchema).max(100).optional(),
  }),
  output: roomSchema,
  async run(context, { boardId, id, name, memberIds = [] }) {
    const { userId } = context.actor;
    if (id !== undefined) await checkId(context, id);
    const room: Room = {
      id: id ?? context.newId(),
      version: 0,
      boardId,
      name,
      archived: false,
      createdBy: userId,
      createdAt: context.now,
    };
    const own = context.user();
    const others = await boardPeople(
      context,
      boardId,
      [...new Set(memberIds)].filter((id) => id !== userId),
    );
    const inIt = [...(own ? [own] : []), ...others];
    await checkRooms(
      context,
      boardId,
      inIt.map(({ id }) => id),
    );
    context.emit({
      topic: roomTopic(room.id),
      type: "room.created",
      subject: room.id,
      audience: null,
      put: { room: [rooms, room] },
    });
    for (const user of inIt)
      emitRoomMembership(context, "added", {
        room,
        member: newRoomMember(context, room, user),
        user,
      });
    return room;
  },
});

const edit = command({
  name: "rooms.edit",
  target: "room",
  permission: "room.edit",
  summary: "Give the room another name, or close or reopen it for new messages (`archived`).",
  route: { method: "PATCH", path: "/boards/:boardId/rooms/:roomId" },
  input: z.strictObject({ ...onRoom, name: label().optional(), archived: z.boolean().optional() }),
  output: roomSchema,
  run(context, { name, archived }) {
    const before = context.room();
    const room = { ...before, name: name ?? before.name, archived: archived ?? before.archived };
    if (room.name === before.name && room.archived === before.archived) return before;
    context.emit({
      topic: roomTopic(room.id),
      type: "room.edited",
      subject: room.id,
      audience: null,
      put: { room: [rooms, room] },
    });
    return room;
  },
});

const add = command({
  name: "roomMembers.add",
  target: "room",
  permission: "room.invite",
  summary: "Take a member of the board into the room. They see all that was said in it.",
  route: { method: "POST", path: "/boards/:boardId/rooms/:roomId/members" },
  input: z.strictObject({ ...onRoom, userId: idSchema }),
  output: roomMemberSchema,
  async run(context, { boardId, roomId, userId }) {
    const room = context.room();
    const [user] = await boardPeople(context, boardId, [userId]);
    const [already] = await context.get(roomMembers, [roomMemberId(roomId, userId)]);
    if (already)
      throw new TaskwireError("refused", "This person is in the room already.", { rule: "member" });
    await checkRooms(context, boardId, [userId]);
    const member = newRoomMember(context, room, user as User);
    emitRoomMembership(context, "added", { room, member, user: user as User });
    return member;
  },
});

async function takeOut(context: OperationContext, userId: string) {
  const room = context.room();
  const [member] = await context.get(roomMembers, [roomMemberId(room.id, userId)]);
  const [user] = await context.get(users, [userId]);
  if (!member || !user) throw new TaskwireError("not_found", "This person is not in the room.");
  emitRoomMembership(context, "removed", { room, member, user });
  return member;
}

const remove = command({
  name: "roomMembers.remove",
  target: "room",
  permission: "room.remove",
  summary: "Take a person out of the room. From then on they learn nothing of it.",
  route: { method: "DELETE", path: "/boards/:boardId/rooms/:roomId/members/:userId" },
  input: z.strictObject({ ...onRoom, userId: idSchema }),
  output: roomMemberSchema,
  run: (context, { userId }) => takeOut(context, userId),
});

const leave = command({
  name: "rooms.leave",
  target: "room",
  permission: "member",
  summary: "Leave the room.",
  route: { method: "POST", path: "/boards/:boardId/rooms/:roomId/leave" },
  input: z.strictObject(onRoom),
  output: roomMemberSchema,
  run: (context) => takeOut(context, context.actor.userId),
});

/** Rooms and who is in them. */
export const roomOperations = {
  "rooms.create": create,
  "rooms.edit": edit,
  "rooms.leave": leave,
  "roomMembers.add": add,
  "roomMembers.remove": remove,
};
