import { boards } from "../model/board.ts";
import type { ReactionEvent } from "../model/job.ts";
import { rooms } from "../model/room.ts";
import { tasks } from "../model/task.ts";
import { parseTopic } from "../model/topic.ts";
import type { Ref, Storage, StoredRecord } from "../storage/storage.ts";

/**
 * Whether the board, room or task of an event is deleted. A job deletes its texts, which takes a
 * while. Until then, no handler gets them. The event of the deletion itself is still handled.
 */
export async function isPlaceDeleted(
  {
    topic,
    type,
    subject,
    data,
  }: Pick<ReactionEvent, "topic" | "type" | "subject"> & {
    readonly data?: ReactionEvent["data"];
  },
  storage: Pick<Storage, "get">,
): Promise<boolean> {
  const { kind, id = "" } = parseTopic(topic) ?? {};
  if (kind === undefined || kind === "user" || (type === `${kind}.deleted` && subject === id))
    return false;
  const { taskId } = (data?.comment ?? {}) as { readonly taskId?: string };
  const place: Ref = { collection: kind === "room" ? rooms.name : boards.name, id };
  const task: Ref[] = taskId === undefined ? [] : [{ collection: tasks.name, id: taskId }];
  const { records } = await storage.get([place, ...task]);
  if (records.some(wasDeleted)) return true;
  const boardId = kind === "room" && records[0]?.fields?.boardId;
  if (!boardId) return false;
  const board = await storage.get([{ collection: boards.name, id: String(boardId) }]);
  return board.records.some(wasDeleted);
}

// A record with a version, but without fields: it existed, and an event has deleted it.
const wasDeleted = ({ version, fields }: StoredRecord): boolean => fields === null && version > 0;
