import { z } from "zod";
import { command } from "../../engine/operation/definition.ts";
import { onBoard, onRoom } from "../../engine/operation/target-ids.ts";
import { userIdSchema } from "../../model/id.ts";
import { type Room, roomSchema, rooms } from "../../model/room.ts";
import { label } from "../../model/text.ts";
import { roomTopic } from "../../model/topic.ts";
import { chosenId, idForNew } from "../chosen-id.ts";
import { boardPeople } from "./board-people.ts";
import { checkNotDirect, forgetDirect } from "./direct-rooms.ts";
import { addToRoom, checkRoomCounts } from "./room-membership.ts";

const create = command({
  name: "rooms.create",
  target: "board",
  permission: "room.create",
  summary:
    "Create a chat room on a board. The caller and the people in `memberIds` become its members.",
  route: { method: "POST", path: "/boards/:boardId/rooms" },
  creates: "/boards/:boardId/rooms/:id",
  input: z.strictObject({
    ...onBoard,
    id: chosenId,
    name: label(),
    memberIds: z.array(userIdSchema).max(100).optional(),
  }),
  output: roomSchema,
  async run(context, { boardId, id: given, name, memberIds = [] }) {
    const { userId } = context.actor;
    const id = await idForNew(context, rooms, given);
    const creator = context.user();
    const otherIds = [...new Set(memberIds)].filter((id) => id !== userId);
    const others = await boardPeople(context, boardId, otherIds);
    const people = creator ? [creator, ...others] : others;
    await checkRoomCounts(
      context,
      boardId,
      people.map(({ id }) => id),
    );
    const room: Room = {
      id,
      version: 0,
      boardId,
      name,
      archived: false,
      direct: null,
      createdBy: userId,
      createdAt: context.now,
    };
    context.emit({
      topic: roomTopic(room.id),
      type: "room.created",
      subject: room.id,
      audience: null,
      put: { room: [rooms, room] },
    });
    for (const user of people) addToRoom(context, room, user);
    return room;
  },
});

const edit = command({
  name: "rooms.edit",
  target: "room",
  permission: "room.edit",
  summary:
    "Rename a room, or close it for new messages (`archived: true`), or reopen it (`archived: false`).",
  route: { method: "PATCH", path: "/boards/:boardId/rooms/:roomId" },
  input: z.strictObject({ ...onRoom, name: label().optional(), archived: z.boolean().optional() }),
  output: roomSchema,
  run(context, { name, archived }) {
    const before = context.room();
    checkNotDirect(before);
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

const remove = command({
  name: "rooms.delete",
  target: "room",
  permission: "room.delete",
  summary:
    "Delete a room with everything in it. Nobody can open it any more from that moment on. A job then deletes its messages, members and read markers, empties the notifications of it, and tells its members.",
  route: { method: "DELETE", path: "/boards/:boardId/rooms/:roomId" },
  input: z.strictObject(onRoom),
  output: z.null(),
  async run(context) {
    const { id, boardId } = context.room();
    await forgetDirect(context.room(), context);
    context.emit({
      topic: roomTopic(id),
      type: "room.deleted",
      subject: id,
      audience: null,
      erase: { room: [rooms, { id }] },
      data: { boardId },
    });
    return null;
  },
});

/** Operations that write rooms. */
export const roomOperations = {
  "rooms.create": create,
  "rooms.edit": edit,
  "rooms.delete": remove,
};
