import type { Context } from "../engine/context.ts";
import { type Room, rooms } from "../model/room.ts";
import { type RoomMember, roomMemberId, roomMembers } from "../model/room-member.ts";
import { roomTopic, userTopic } from "../model/topic.ts";
import { type User, users } from "../model/user.ts";

/** A person on their way into a room. */
export function newRoomMember(context: Context, { id: roomId, boardId }: Room, user: User): RoomMember {
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

interface RoomMembership {
  readonly room: Room;
  readonly member: RoomMember;
  readonly user: User;
  /** They are told of more than this room already. */
  readonly quiet?: true;
}

/**
 * Says that somebody came into a room or is out of it. The room is the guard of its members and the user that of their
 * rooms, so both are written too: whoever decided on the set as it was, decides again.
 */
export function emitRoomMembership(
  context: Context,
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
    put: { user: [users, user] },
    data: { boardId: room.boardId, roomId: room.id, roomName: room.name },
  });
  if (!added) context.settle({ userId: user.id, roomId: room.id, resolution: "access.lost" });
}

const placeOf = ({ id, boardId, name }: Room) => ({ about: `room:${id}`, boardId, roomId: id, excerpt: name });
