import { z } from "zod";
import type { OperationContext } from "../../engine/operation/context.ts";
import { query } from "../../engine/operation/definition.ts";
import { onBoard } from "../../engine/operation/target-ids.ts";
import { type Message, messageSchema, messages } from "../../model/message.ts";
import { readMarkerId, readMarkerSchema, readMarkers } from "../../model/read-marker.ts";
import { type Room, roomSchema, rooms } from "../../model/room.ts";
import { type RoomMember, roomMembers } from "../../model/room-member.ts";
import { listPage, nextSchema, pageInput } from "../page.ts";

/** Unread messages are counted up to this number. */
const maxUnread = 100;

const roomViewSchema = z
  .object({
    room: roomSchema,
    lastMessage: messageSchema.nullable(),
    unread: z.int().meta({
      description: `The number of other people's messages after the read marker, counted up to ${maxUnread}.`,
    }),
    readMarker: readMarkerSchema.nullable(),
  })
  .meta({ id: "RoomView", description: "A room as one person's list of rooms shows it." });

async function viewOf(
  context: OperationContext,
  room: Room,
  member: RoomMember,
): Promise<z.infer<typeof roomViewSchema>> {
  const newest = async (limit: number): Promise<Message[]> => {
    const query = { index: "room", equals: { roomId: room.id }, limit, order: "desc" as const };
    return (await context.list(messages, query)).records;
  };
  const [readMarker = null] = await context.get(readMarkers, [
    readMarkerId(room.id, member.userId),
  ]);
  const [lastMessage = null] = await newest(1);
  // Without a read marker, the messages since the person was added are new. A message of the same
  // millisecond may be from before or after, so it counts.
  const isNew = ({ id, createdAt }: Message) =>
    readMarker ? id > readMarker.messageId : createdAt >= member.addedAt;
  const isUnread = (message: Message) =>
    isNew(message) && message.authorId !== member.userId && !message.deletedAt;
  const recent = lastMessage && isNew(lastMessage) ? await newest(maxUnread) : [];
  return { room, lastMessage, unread: recent.filter(isUnread).length, readMarker };
}

const list = query({
  name: "rooms.list",
  target: "board",
  permission: "member",
  summary:
    "List the caller's rooms on a board, each with its last message and the number of unread messages.",
  route: { method: "GET", path: "/boards/:boardId/rooms" },
  input: z.strictObject({ ...onBoard, ...pageInput }),
  output: z.object({ rooms: z.array(roomViewSchema), next: nextSchema }),
  async run(context, { boardId, limit, after }) {
    const equals = { userId: context.actor.userId, boardId };
    const page = await listPage(context, roomMembers, { index: "user", equals, limit, after });
    const found = await context.get(
      rooms,
      page.records.map(({ roomId }) => roomId),
    );
    const views = page.records.flatMap((member, i) => {
      const room = found[i];
      return room ? [viewOf(context, room, member)] : [];
    });
    return { rooms: await Promise.all(views), next: page.next };
  },
});

/** The list of a person's rooms. */
export const roomViewOperations = { "rooms.list": list };
