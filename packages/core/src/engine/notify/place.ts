import { accessOf, maySee } from "../../model/access.ts";
import { type Board, boards } from "../../model/board.ts";
import type { Table } from "../../model/collection.ts";
import type { Definitions } from "../../model/facts.ts";
import { type Room, rooms } from "../../model/room.ts";
import { type Task, tasks } from "../../model/task.ts";
import type { NotificationRequest } from "../../notifications/request.ts";
import type { EngineContext } from "../context.ts";
import type { Shape } from "../operation/context.ts";
import type { BoardPerson } from "./members-cache.ts";

/** The board, room and task that an event is about, with the changes of the command. */
export interface Place {
  readonly board: Board;
  readonly room: Room | undefined;
  readonly task: Task | undefined;
}

type PlaceIds = Pick<NotificationRequest, "boardId" | "roomId" | "taskId">;

/**
 * Starts to read the boards, rooms and tasks that the command has neither read nor changed. They
 * join the read set. A change of their members changes their version, so the commit then conflicts.
 */
export function readPlaces(
  requests: readonly PlaceIds[],
  context: EngineContext,
): Promise<unknown>[] {
  const missing = <S extends Shape>(table: Table<S>, id: string | undefined) =>
    id !== undefined && context.latest(table, id) === undefined ? [id] : [];
  const boardIds = requests.flatMap(({ boardId }) => missing(boards, boardId));
  const roomIds = requests.flatMap(({ roomId }) => missing(rooms, roomId));
  const taskIds = requests.flatMap(({ taskId }) => missing(tasks, taskId));
  const reads: Promise<unknown>[] = [];
  if (boardIds.length > 0) reads.push(context.get(boards, [...new Set(boardIds)]));
  if (roomIds.length > 0) reads.push(context.get(rooms, [...new Set(roomIds)]));
  if (taskIds.length > 0) reads.push(context.get(tasks, [...new Set(taskIds)]));
  return reads;
}

/** A place that was read; undefined if its board, room or task is missing or deleted. */
export function placeOf(
  { boardId, roomId, taskId }: PlaceIds,
  context: EngineContext,
): Place | undefined {
  const board = context.latest(boards, boardId);
  const room = roomId === undefined ? undefined : context.latest(rooms, roomId);
  const task = taskId === undefined ? undefined : context.latest(tasks, taskId);
  const isMissing = !board || (roomId !== undefined && !room) || (taskId !== undefined && !task);
  return isMissing ? undefined : { board, room: room ?? undefined, task: task ?? undefined };
}

/**
 * Whether a person may read what happens in a place. `person` is undefined if they are not in it.
 */
export function mayReadIn(
  { task }: Place,
  person: BoardPerson | undefined,
  { roles }: Pick<Definitions, "roles">,
): boolean {
  if (person === undefined || person.disabled) return false;
  const { role, userId } = person.member;
  return !task || maySee(task, accessOf(role, roles), userId);
}
