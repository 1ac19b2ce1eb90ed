import type { EngineParts } from "../../engine/attempt.ts";
import type { Shape } from "../../engine/operation/context.ts";
import type { Put } from "../../engine/operation/emitted.ts";
import { boards } from "../../model/board.ts";
import type { Table } from "../../model/collection.ts";
import { directRooms } from "../../model/direct-room.ts";
import type { ReactionEvent } from "../../model/job.ts";
import { members } from "../../model/member.ts";
import { quotaPlaces } from "../../model/quota-place.ts";
import { rooms } from "../../model/room.ts";
import { boardTopic, roomTopic } from "../../model/topic.ts";
import { maxWebhooks, webhookCursors, webhookFailures, webhooks } from "../../model/webhook.ts";
import { deleteTasks } from "./board-tasks.ts";
import { deleteLinks } from "./links.ts";
import { deleteFanOuts, emptyLaterEvents, trimLog } from "./log.ts";
import { endMemberships } from "./members.ts";
import { emptyNotifications } from "./notifications.ts";
import { eachPage, untilNone } from "./pages.ts";
import { deletePreferences } from "./preferences.ts";

/** Deletes everything in a board whose record is already deleted, and notifies its members. */
export async function* deletionOfBoard(
  { subject: boardId, id, actor }: ReactionEvent,
  parts: EngineParts,
): AsyncGenerator<void, void, undefined> {
  const topic = boardTopic(boardId);
  const onBoard = (limit: number) => ({ index: "board", equals: { boardId }, limit });
  yield* untilNone(members, onBoard(20), endMemberships(id, parts), parts, actor);
  // Each room is deleted by a job of its own, which its event causes.
  yield* untilNone(
    rooms,
    onBoard(20),
    (found, context) => {
      for (const room of found)
        context.emit({
          topic: roomTopic(room.id),
          type: "room.deleted",
          subject: room.id,
          audience: null,
          erase: { room: [rooms, { id: room.id }] as Put },
          data: { boardId },
        });
    },
    parts,
    actor,
  );
  yield* deleteTasks(boardId, parts);
  yield* deletePreferences(`board:${boardId}`, parts);
  yield* deleteDerived(quotaPlaces, boardId, parts);
  yield* deleteDerived(directRooms, boardId, parts);
  yield* deleteLinks({ index: "board", equals: { boardId } }, parts);
  yield* removeWebhooks(boardId, parts);
  const about = { index: "about", equals: { about: `board:${boardId}` } };
  yield* emptyNotifications(about, ({ type }) => type === "board.deleted", parts);
  // The version of a deleted record is the number of the event that deleted it. The texts of the
  // board are in the events before that one, so these are deleted. The later events stay, with
  // only ids.
  const [deleted] = (await parts.storage.get([{ collection: boards.name, id: boardId }])).records;
  const number = deleted?.version ?? 0;
  const deletion = { number, id };
  yield* deleteFanOuts({ topic, before: deletion }, parts);
  yield* emptyLaterEvents(topic, deletion, parts);
  yield* trimLog(topic, number - 1, parts);
}

/**
 * Removes the webhooks of a board, and what those of all boards know about it. No index has the webhooks of a board,
 * but an app has few of them.
 */
async function* removeWebhooks(
  boardId: string,
  parts: EngineParts,
): AsyncGenerator<void, void, undefined> {
  yield* deleteDerived(webhookCursors, boardId, parts);
  yield* deleteDerived(webhookFailures, boardId, parts);
  yield* eachPage(
    webhooks,
    { index: "age", equals: {}, limit: maxWebhooks },
    (found, context) => {
      for (const one of found)
        if (one.boardId === boardId)
          context.derive({ collection: webhooks.name, id: one.id, kind: "delete" });
    },
    parts,
  );
}

/** Deletes the records of a board that commands have written with `derive`: no event carries them. */
const deleteDerived = <S extends Shape>(
  table: Table<S>,
  boardId: string,
  parts: EngineParts,
): AsyncGenerator<void, void, undefined> =>
  untilNone(
    table,
    { index: "board", equals: { boardId }, limit: 100 },
    (found, context) => {
      for (const { id } of found) context.derive({ collection: table.name, id, kind: "delete" });
    },
    parts,
  );
