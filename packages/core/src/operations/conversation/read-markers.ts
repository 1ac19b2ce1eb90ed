import { z } from "zod";
import { command } from "../../engine/operation/definition.ts";
import { onMessage } from "../../engine/operation/target-ids.ts";
import { TaskwireError } from "../../errors.ts";
import { readMarkerId, readMarkerSchema, readMarkers } from "../../model/read-marker.ts";
import { userTopic } from "../../model/topic.ts";
import {
  changeNotifications,
  maxChanges,
  moreSchema,
  unreadNotifications,
} from "../inbox/change-notifications.ts";
import { notificationsUpTo } from "./unread.ts";

const read = command({
  name: "rooms.read",
  target: "message",
  permission: "member",
  onArchived: true,
  summary: `Mark a room as read up to a message, and with it the notifications of the messages until there. The read marker never goes back to an earlier message. A call changes at most ${maxChanges} notifications.`,
  route: { method: "POST", path: "/boards/:boardId/rooms/:roomId/messages/:messageId/read" },
  input: z.strictObject(onMessage),
  output: z.object({ readMarker: readMarkerSchema, more: moreSchema }),
  async run(context, { boardId, roomId, messageId }) {
    const { userId } = context.actor;
    const id = readMarkerId(roomId, userId);
    const [before] = await context.get(readMarkers, [id]);
    const { number } = context.message();
    const isThere = before && before.number >= number;
    if (!isThere && !context.facts.roomMember)
      throw new TaskwireError("refused", "Only members of a room can mark it as read.", {
        rule: "member",
      });
    const unread = await unreadNotifications(context, { roomId });
    const readMarker = isThere
      ? before
      : { id, version: 0, userId, boardId, roomId, messageId, number };
    if (!isThere)
      context.emit({
        topic: userTopic(userId),
        type: "room.read",
        subject: roomId,
        audience: null,
        put: { readMarker: [readMarkers, readMarker] },
      });
    // The person has read these messages, so the notifications about them are marked as read too.
    const ids = await notificationsUpTo(context, unread, readMarker.number);
    const { changed, more } = await changeNotifications(context, ids, "read");
    return { readMarker, more: more && changed > 0 };
  },
});

/** Operations on read markers. */
export const readMarkerOperations = { "rooms.read": read };
