import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { TaskwireError } from "../../errors.ts";
import { type Room, rooms } from "../../model/room.ts";
import { type RoomMember, roomMemberId, roomMembers } from "../../model/room-member.ts";
import { roomTopic, userTopic } from "../../model/topic.ts";
import { type User, users } from "../../model/user.ts";

// When a membership begins or ends, the room and the user are written too, so both get new
// versions. A command that has listed the members of the room, or the rooms of the user, then
// conflicts and runs again.

/** A person can be in this many rooms of a board, because one commit ends all of these memberships. */
const maxRooms = 500;

/**
 * Throws if one of these people is in too many rooms of the board. The commit checks the users,
 * whose versions change with their rooms.
 */
export async function checkRoomCounts(
  context: OperationContext,
  boardId: string,
  userIds: readonly string[],
): Promise<void> {
  const pages = userIds.map((userId) =>
    context.list(roomMembers, { index: "user", equals: { userId, boardId }, limit: maxRooms }),
  );
  if ((await Promise.all(pages)).every(({ records }) => records.length < maxRooms)) return;
  throw new TaskwireError(
    "refused",
    `A person can be in at most ${maxRooms} rooms of a board. They have to leave one first.`,
    { rule: "rooms", most: maxRooms },
  );
}

/** Adds a person to a room. `since` is the number of the last event of the room; 0 in a new room. */
export function addToRoom(
  context: OperationContext,
  room: Room,
  user: User,
  since = 0,
): RoomMember {
  const { id: roomId, boardId, name: roomName } = room;
  const { id: userId, name, handle } = user;
  const member: RoomMember = {
    id: roomMemberId(roomId, userId),
    version: 0,
    roomId,
    boardId,
    userId,
    name,
    handle,
    addedBy: context.actor.userId,
    addedAt: context.now,
    since,
  };
  context.emit({
    topic: roomTopic(roomId),
    type: "member.added",
    subject: userId,
    audience: null,
    put: { room: [rooms, room], member: [roomMembers, member] },
    // In a direct room, no notification is sent for the membership: the first message sends one.
    ...(room.direct === null && {
      notify: {
        about: `room:${roomId}`,
        boardId,
        roomId,
        excerpt: roomName,
        candidates: [{ to: userId, reason: "member" as const }],
      },
    }),
  });
  context.emit({
    topic: userTopic(userId),
    type: "room.joined",
    subject: userId,
    audience: null,
    put: { user: [users, user] },
    data: { boardId, roomId },
  });
  // A person who is added for the first time has no earlier notifications about the room.
  if (builtIn(context).wasStored(roomMembers, member.id))
    builtIn(context).review({ userId, boardId, roomId, gains: true });
  return member;
}

/** Removes a person from a room, notifies them, and resolves their notifications of the room. */
export function removeFromRoom(
  context: OperationContext,
  room: Room,
  member: RoomMember,
  user: User,
): void {
  const { id: roomId, boardId } = room;
  context.emit({
    ...memberRemoved(room, member),
    notify: {
      about: `room:${roomId}`,
      boardId,
      roomId,
      candidates: [{ to: user.id, reason: "removed" }],
    },
  });
  context.emit({
    ...roomLeft(member),
    put: { user: [users, user] },
    data: { boardId, roomId },
  });
  builtIn(context).review({ userId: user.id, boardId, roomId, takes: "everything" });
}

/**
 * Removes a person from a room as a part of removing them from its board. The command on the board
 * writes the user, notifies the person and resolves their notifications. It can remove them from
 * {@link maxRooms} rooms in one commit, so the events are as short as possible.
 */
export function removeFromRoomOfBoard(
  context: OperationContext,
  room: Room,
  member: RoomMember,
): void {
  context.emit(memberRemoved(room, member));
  context.emit({
    ...roomLeft(member),
    data: { boardId: room.boardId, roomId: room.id },
  });
}

const memberRemoved = (room: Room, member: RoomMember) => ({
  topic: roomTopic(room.id),
  type: "member.removed",
  subject: member.userId,
  audience: null,
  put: { room: [rooms, room] as const },
  drop: { member: [roomMembers, member] as const },
});

const roomLeft = ({ userId }: RoomMember) => ({
  topic: userTopic(userId),
  type: "room.left",
  subject: userId,
  audience: null,
});
