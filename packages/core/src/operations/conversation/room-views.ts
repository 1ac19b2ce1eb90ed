import { z } from "zod";
import {
  builtIn,
  type CountCondition,
  type OperationContext,
} from "../../engine/operation/context.ts";
import { query } from "../../engine/operation/definition.ts";
import { onBoard } from "../../engine/operation/target-ids.ts";
import { type Message, messageSchema, messages } from "../../model/message.ts";
import {
  type ReadMarker,
  readMarkerId,
  readMarkerSchema,
  readMarkers,
} from "../../model/read-marker.ts";
import { type Room, roomSchema, rooms } from "../../model/room.ts";
import { type RoomMember, roomMembers } from "../../model/room-member.ts";
import { shorten } from "../../notifications/excerpt.ts";
import { entryPage, nextSchema, pageInput } from "../page.ts";
import { personIn, personSchema } from "./direct-rooms.ts";
import { unreadAfter } from "./unread.ts";

/**
 * Unread messages are counted up to `limit`, among the first `scan` messages after the read marker.
 */
const maxUnread = { limit: 100, scan: 1_000 };

const roomViewSchema = z
  .object({
    room: roomSchema,
    lastMessage: messageSchema
      .omit({ mentions: true })
      .nullable()
      .meta({ description: "The newest message. `text` is its beginning, on one line." }),
    unread: z.int().meta({
      description: `The number of other people's messages after the read marker, counted up to ${maxUnread.limit}.`,
    }),
    readMarker: readMarkerSchema.nullable(),
    person: personSchema,
  })
  .meta({ id: "RoomView", description: "A room as one person's list of rooms shows it." });

async function viewOf(
  context: OperationContext,
  room: Room,
  member: RoomMember,
  readMarker: ReadMarker | null,
): Promise<z.infer<typeof roomViewSchema>> {
  const query = { index: "room", equals: { roomId: room.id }, order: "desc" as const };
  const [last] = (await context.list(messages, { ...query, limit: 1 })).records;
  const where: CountCondition[] = [
    ["authorId", "not", member.userId],
    ["deletedAt", "is", null],
  ];
  const after = unreadAfter(room.id, readMarker, member);
  const range = { ...query, order: "asc" as const, after, where, ...maxUnread };
  const isNew = last && last.number > (readMarker ?? { number: member.since }).number;
  const unread = isNew ? await builtIn(context).count(messages, range) : 0;
  const person = await personIn(room, member.userId, context);
  return { room, lastMessage: last ? excerptOf(last) : null, unread, readMarker, person };
}

function excerptOf({ mentions: _, ...message }: Message): Omit<Message, "mentions"> {
  return { ...message, text: shorten(message.text) };
}

const list = query({
  name: "rooms.list",
  target: "board",
  permission: "member",
  summary:
    "List the caller's rooms on a board, each with the beginning of its last message and the number of unread messages.",
  route: { method: "GET", path: "/boards/:boardId/rooms" },
  input: z.strictObject({ ...onBoard, ...pageInput }),
  output: z.object({ rooms: z.array(roomViewSchema), next: nextSchema }),
  async run(context, { boardId, limit, after }) {
    const equals = { userId: context.actor.userId, boardId };
    const query = { index: "user", equals, limit, after };
    const page = await entryPage(context, roomMembers, query, async (own) => {
      const ids = own.map(({ roomId }) => roomId);
      const found = await context.get(rooms, ids);
      const markers = await context.get(
        readMarkers,
        ids.map((id) => readMarkerId(id, context.actor.userId)),
      );
      return Promise.all(
        own.map((member, i) => {
          const room = found[i];
          return room && viewOf(context, room, member, markers[i] ?? null);
        }),
      );
    });
    return { rooms: page.records, next: page.next };
  },
});

/** The list of a person's rooms. */
export const roomViewOperations = { "rooms.list": list };
