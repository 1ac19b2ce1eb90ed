import type { OperationContext } from "../../engine/operation/context.ts";
import { TaskwireError } from "../../errors.ts";
import { type Room, rooms } from "../../model/room.ts";
import { type RoomMember, roomMemberId, roomMembers } from "../../model/room-member.ts";
import { roomTopic, userTopic } from "../../model/topic.ts";
import { type User, users } from "../../model/user.ts";

/** A person on their way into a room. */
export function newRoomMember(
  context: OperationContext,
  { id: roomId, boardId }: Room,
  user: User,
): RoomMember {
  return {
    id: roomMemberId(roomId, user.id),
    version: 0,
    roomId,
    boardId,
    userId: user.id,
    name: user.name,
    handle: user.handle,
    addedBy: context.actor.userId,
    addedAt: context.now,
  };
}

/** Rooms of one board that a person can be in: taking them off it ends all of these in one commit. */
const mostRooms = 500;

/** Refuses whoever is in too many rooms. The user guards the rooms that they are in. */
export async function checkRooms(
  context: OperationContext,
  boardId: string,
  userIds: readonly string[],
): Promise<void> {
  const pages = userIds.map((userId) =>
    context.list(roomMembers, { index: "user", equals: { userId, boardId }, limit: mostRooms }),
  );
  if ((await Promise.all(pages)).every(({ records }) => records.length < mostRooms)) return;
  throw new TaskwireError(
    "refused",
    `A person can be in ${mostRooms} rooms of a board. Leave one first.`,
    {
      rule: "rooms",
      most: mostRooms,
    },
  );
}

interface RoomMembership {
  readonly room: Room;
  readonly member: RoomMember;
  readonly user: User;
  /** Part of leaving the board, which tells them, settles their rows and writes the user by itself. */
  readonly quiet?: true;
}

/**
 * Says that somebody came into a room or is out of it. The room is the guard of its members and the user that of their
 * rooms, so both are written too: whoever decided on the set as it was, decides again.
 */
export function emitRoomMembership(
  context: OperationContext,
  change: "added" | "removed",
  { room, member, user, quiet }: RoomMembership,
): void {
  const { excerpt, ...place } = placeOf(room);
  const added = change === "added";
  context.emit({
    topic: roomTopic(room.id),
    type: `member.${change}`,
    subject: user.id,
    audience: null,
    put: { room: [rooms, room], ...(added && { member: [roomMembers, member] }) },
    ...(!added && { drop: { member: [roomMembers, member] } }),
    ...(!quiet && {
      notify: added
        ? { ...place, excerpt, candidates: [{ to: user.id, reason: "member" }] }
        : { ...place, candidates: [{ to: user.id, reason: "removed" }] },
    }),
  });
  context.emit({
    topic: userTopic(user.id),
    type: added ? "room.joined" : "room.left",
    subject: user.id,
    audience: null,
    // All the rooms of a board are left in one commit: each event of them is as short as can be.
    ...(!quiet && { put: { user: [users, user] as const } }),
    data: { boardId: room.boardId, roomId: room.id, ...(!quiet && { roomName: room.name }) },
  });
  if (!added && !quiet)
    context.resolve({ userId: user.id, roomId: room.id, resolution: "access_lost" });
}

const placeOf = ({ id, boardId, name }: Room) => ({
  about: `room:${id}`,
  boardId,
  roomId: id,
  excerpt: name,
});
