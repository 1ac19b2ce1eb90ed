import type { EngineParts } from "../../engine/attempt.ts";
import type { EngineContext } from "../../engine/context.ts";
import { notify } from "../../engine/notify/notify.ts";
import type { Put } from "../../engine/operation/emitted.ts";
import type { ReactionEvent } from "../../model/job.ts";
import { messages } from "../../model/message.ts";
import { readMarkerId, readMarkers } from "../../model/read-marker.ts";
import { rooms } from "../../model/room.ts";
import { type RoomMember, roomMembers } from "../../model/room-member.ts";
import { roomTopic, userTopic } from "../../model/topic.ts";
import { users } from "../../model/user.ts";
import { deleteFanOuts, emptyLaterEvents, trimLog } from "./log.ts";
import { emptyNotifications } from "./notifications.ts";
import { untilNone } from "./pages.ts";
import { deletePreferences } from "./preferences.ts";

/** Deletes everything in a room whose record is already deleted, and notifies its members. */
export async function* deletionOfRoom(
  { subject: roomId, id: eventId, actor }: ReactionEvent,
  parts: EngineParts,
): AsyncGenerator<void, void, undefined> {
  const equals = { roomId };
  const topic = roomTopic(roomId);
  const inRoom = (limit: number) => ({ index: "room", equals, limit });
  yield* untilNone(roomMembers, inRoom(20), endMemberships(parts), parts, actor);
  yield* untilNone(
    messages,
    inRoom(200),
    (found, context) => {
      const erase = { messages: found.map(({ id }): Put => [messages, { id }]) };
      context.emit({ topic, type: "records.deleted", subject: roomId, audience: null, erase });
    },
    parts,
  );
  // Deletes the read markers of people who had left the room before it was deleted.
  yield* untilNone(
    readMarkers,
    inRoom(100),
    (found, context) => {
      for (const { id, userId } of found)
        context.emit({
          topic: userTopic(userId),
          type: "records.deleted",
          subject: roomId,
          audience: null,
          erase: { readMarkers: [[readMarkers, { id }]] },
        });
    },
    parts,
  );
  yield* deletePreferences(`room:${roomId}`, parts);
  const about = { index: "about", equals: { about: `room:${roomId}` } };
  yield* emptyNotifications(about, ({ type }) => type === "room.left", parts);
  // The version of a deleted record is the number of the event that deleted it. The texts of the
  // room are in the events before that one, so these are deleted. The later events stay, with
  // only ids.
  const [deleted] = (await parts.storage.get([{ collection: rooms.name, id: roomId }])).records;
  const number = deleted?.version ?? 0;
  const deletion = { number, id: eventId };
  yield* deleteFanOuts({ topic, before: deletion }, parts);
  yield* emptyLaterEvents(topic, deletion, parts);
  yield* trimLog(topic, number - 1, parts);
}

/**
 * Removes people from a deleted room, notifies them, and removes names and texts from their
 * notifications.
 */
const endMemberships =
  (parts: EngineParts) =>
  async (found: readonly RoomMember[], context: EngineContext): Promise<void> => {
    const people = await context.get(users, [
      ...found.map(({ userId }) => userId),
      context.actor.userId,
    ]);
    const markers = await context.get(
      readMarkers,
      found.map(({ roomId, userId }) => readMarkerId(roomId, userId)),
    );
    for (const [i, { userId, roomId, boardId }] of found.entries()) {
      const [user, marker] = [people[i], markers[i]];
      context.emit({
        topic: userTopic(userId),
        type: "room.left",
        subject: userId,
        audience: null,
        data: { boardId, roomId },
        ...(user && { put: { user: [users, user] } }),
        ...(marker && { erase: { readMarkers: [[readMarkers, { id: marker.id }]] } }),
        notify: {
          about: `room:${roomId}`,
          boardId,
          candidates: [{ to: userId, reason: "removed" }],
        },
      });
      context.review({ userId, boardId, roomId, takes: "everything" });
    }
    context.emit({
      topic: roomTopic(found[0]?.roomId ?? ""),
      type: "records.deleted",
      subject: found[0]?.roomId ?? "",
      audience: null,
      erase: { roomMembers: found.map(({ id }): Put => [roomMembers, { id }]) },
    });
    await notify(context, parts.notify);
  };
