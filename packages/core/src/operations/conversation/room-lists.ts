import { z } from "zod";
import type { OperationContext } from "../../engine/operation/context.ts";
import { command, query } from "../../engine/operation/definition.ts";
import { TaskwireError } from "../../errors.ts";
import { boardSchema } from "../../model/board.ts";
import { idSchema } from "../../model/id.ts";
import { memberSchema } from "../../model/member.ts";
import { type Message, messageSchema, messages } from "../../model/message.ts";
import { readMarkerId, readMarkerSchema, readMarkers } from "../../model/read-marker.ts";
import { type Room, roomSchema, rooms } from "../../model/room.ts";
import { type RoomMember, roomMemberSchema, roomMembers } from "../../model/room-member.ts";
import { roomTopic, userTopic } from "../../model/topic.ts";
import {
  changeNotifications,
  mostRows,
  openNotifications,
  ownNotifications,
} from "../inbox/changes.ts";
import { afterSchema, decodeAfter, encodeNext, limitSchema, onBoard, onRoom } from "../input.ts";
import { authorsOf, authorsSchema, pageInput, pageOf } from "./posts.ts";

/** Unread messages are counted up to here. */
const mostUnread = 100;

const roomView = z
  .object({
    room: roomSchema,
    lastMessage: messageSchema.nullable(),
    unread: z.int().meta({
      description: `Messages of others behind the read marker, counted up to ${mostUnread}.`,
    }),
    readMarker: readMarkerSchema.nullable(),
  })
  .meta({ id: "RoomView", description: "A room as its list shows it to one person." });

async function viewOf(
  context: OperationContext,
  room: Room,
  member: RoomMember,
): Promise<z.infer<typeof roomView>> {
  const [readMarker = null] = await context.get(readMarkers, [
    readMarkerId(room.id, member.userId),
  ]);
  const newest = (limit: number) =>
    context.list(messages, { index: "room", equals: { roomId: room.id }, limit, order: "desc" });
  const [lastMessage = null] = (await newest(1)).records;
  // Who came later has not missed what was said before; of what was said in the same millisecond nobody knows, so it counts.
  const isUnread = ({ id, createdAt, authorId, deletedAt }: Message) =>
    (readMarker ? id > readMarker.messageId : createdAt >= member.addedAt) &&
    authorId !== member.userId &&
    !deletedAt;
  const isRead =
    !lastMessage ||
    (readMarker ? lastMessage.id <= readMarker.messageId : lastMessage.createdAt < member.addedAt);
  const unread = isRead ? 0 : (await newest(mostUnread)).records.filter(isUnread).length;
  return { room, lastMessage, unread, readMarker };
}

const list = query({
  name: "rooms.list",
  target: "board",
  permission: "member",
  summary:
    "The board's rooms that the person is in, each with its last message and what is unread.",
  route: { method: "GET", path: "/boards/:boardId/rooms" },
  input: z.strictObject({ ...onBoard, limit: limitSchema, after: afterSchema }),
  output: z.object({ rooms: z.array(roomView), next: z.string().nullable() }),
  async run(context, { boardId, limit, after }) {
    const from = decodeAfter(after);
    const equals = { userId: context.actor.userId, boardId };
    const page = await context.list(roomMembers, {
      index: "user",
      equals,
      limit,
      ...(from && { after: from }),
    });
    const found = await context.get(
      rooms,
      page.records.map(({ roomId }) => roomId),
    );
    const views = page.records.map((member, i) => {
      const room = found[i];
      return room ? viewOf(context, room, member) : undefined;
    });
    const known = (await Promise.all(views)).filter((view) => view !== undefined);
    return { rooms: known, next: encodeNext(page.next) };
  },
});

const open = query({
  name: "rooms.open",
  target: "room",
  permission: "member",
  summary:
    "The room as it is now, with its members and its newest 50 messages, newest first; who one is on its board; and the cursor to follow it from.",
  route: { method: "GET", path: "/boards/:boardId/rooms/:roomId" },
  input: z.strictObject(onRoom),
  output: z.object({
    board: boardSchema,
    me: memberSchema
      .nullable()
      .meta({ description: "The membership of the board: its role counts in the room too." }),
    room: roomSchema,
    members: z.array(roomMemberSchema),
    messages: z.array(messageSchema),
    authors: authorsSchema,
    next: idSchema
      .nullable()
      .meta({ description: "For `rooms.history`: `before` of the older messages." }),
    readMarker: readMarkerSchema.nullable(),
    cursor: z.string().meta({ description: "For `subscribe` on `room:<roomId>`." }),
  }),
  async run(context, { roomId }) {
    // The cursor first: an event between the two reads is then delivered again, and changes nothing.
    const cursor = await context.cursor(roomTopic(roomId));
    const people = await context.listAll(roomMembers, { index: "room", equals: { roomId } });
    const page = await pageOf(context, messages, "room", { roomId }, { limit: 50 });
    const [readMarker = null] = await context.get(readMarkers, [
      readMarkerId(roomId, context.actor.userId),
    ]);
    return {
      board: context.board(),
      me: context.facts.member ?? null,
      room: context.room(),
      members: people,
      messages: page.records,
      authors: await authorsOf(context, page.records),
      next: page.next,
      readMarker,
      cursor,
    };
  },
});

const history = query({
  name: "rooms.history",
  target: "room",
  permission: "member",
  summary:
    "Messages of the room: the newest, those before a message (newest first), or those after one (oldest first).",
  route: { method: "GET", path: "/boards/:boardId/rooms/:roomId/messages" },
  input: z.strictObject({ ...onRoom, ...pageInput }),
  output: z.object({
    messages: z.array(messageSchema),
    authors: authorsSchema,
    next: idSchema.nullable(),
  }),
  async run(context, { roomId, before, after, limit }) {
    const { records, next } = await pageOf(
      context,
      messages,
      "room",
      { roomId },
      { before, after, limit },
    );
    return { messages: records, authors: await authorsOf(context, records), next };
  },
});

const read = command({
  name: "rooms.read",
  target: "message",
  permission: "member",
  summary: "Say that the room was read up to this message. A read marker only moves forward.",
  route: { method: "POST", path: "/boards/:boardId/rooms/:roomId/messages/:messageId/read" },
  input: z.strictObject({ ...onRoom, messageId: idSchema }),
  output: readMarkerSchema,
  async run(context, { boardId, roomId, messageId }) {
    const { userId } = context.actor;
    const id = readMarkerId(roomId, userId);
    const [before] = await context.get(readMarkers, [id]);
    if (before && before.messageId >= messageId) return before;
    if (!context.facts.roomMember)
      throw new TaskwireError("refused", "Only who is in a room reads it.", { rule: "member" });
    const readMarker = { id, version: 0, userId, boardId, roomId, messageId };
    context.emit({
      topic: userTopic(userId),
      type: "room.read",
      subject: roomId,
      audience: null,
      put: { readMarker: [readMarkers, readMarker] },
    });
    // Who has read what was said knows what the inbox says of it.
    const told = (await openNotifications(context, { roomId })).filter(
      (row) => row.messageId && row.messageId <= messageId,
    );
    changeNotifications(
      context,
      await ownNotifications(
        context,
        told.slice(0, mostRows).map(({ id }) => id),
      ),
      "read",
    );
    return readMarker;
  },
});

const members = query({
  name: "roomMembers.list",
  target: "room",
  permission: "member",
  summary: "The people in the room.",
  route: { method: "GET", path: "/boards/:boardId/rooms/:roomId/members" },
  input: z.strictObject({ ...onRoom, limit: limitSchema, after: afterSchema }),
  output: z.object({ members: z.array(roomMemberSchema), next: z.string().nullable() }),
  async run(context, { roomId, limit, after }) {
    const from = decodeAfter(after);
    const query = { index: "room", equals: { roomId }, limit, ...(from && { after: from }) };
    const page = await context.list(roomMembers, query);
    return { members: page.records, next: encodeNext(page.next) };
  },
});

/** Reading rooms. */
export const roomReadOperations = {
  "rooms.list": list,
  "rooms.open": open,
  "rooms.history": history,
  "rooms.read": read,
  "roomMembers.list": members,
};
