import type { EngineParts } from "../engine/attempt.ts";
import type { EngineContext } from "../engine/context.ts";
import { commitAsSystem } from "../engine/system-commit.ts";
import { systemId } from "../model/actor.ts";
import { boards } from "../model/board.ts";
import { memberId, members } from "../model/member.ts";
import { rooms } from "../model/room.ts";
import { roomMemberId, roomMembers } from "../model/room-member.ts";
import { boardTopic, roomTopic } from "../model/topic.ts";
import { type ListPosition, pagesFrom } from "../reactions/deletion/pages.ts";
import type { Scan } from "./scan.ts";

interface Person {
  readonly userId: string;
  readonly as: string;
}

const inOrder = { index: "board", equals: {} };

/**
 * Removes the names from the logs of all boards that a person was ever in. A new event reports the
 * membership, or its end, again without the name. The data of the earlier events is deleted. These had
 * the board too, so the new event has it as well: clients that were away learn its version.
 */
export async function* eraseFromBoards(
  person: Person,
  parts: EngineParts,
  after?: ListPosition,
): Scan {
  let last = "";
  for await (const { records, next } of pagesFrom(after, members, inOrder, parts.storage)) {
    for (const boardId of new Set(records.map((one) => one.boardId))) {
      if (boardId === last) continue;
      last = boardId;
      await commitAsSystem((context) => tellBoard(boardId, person, context), parts);
    }
    if (next) yield next;
  }
}

/** Does the same in the logs of the rooms. */
export async function* eraseFromRooms(
  person: Person,
  parts: EngineParts,
  after?: ListPosition,
): Scan {
  for await (const { records, next } of pagesFrom(after, rooms, inOrder, parts.storage)) {
    for (const { id } of records)
      await commitAsSystem((context) => tellRoom(id, person, context), parts);
    if (next) yield next;
  }
}

async function tellBoard(
  boardId: string,
  { userId, as }: Person,
  context: EngineContext,
): Promise<void> {
  const id = memberId(boardId, userId);
  const [member] = await context.get(members, [id]);
  const [board] = await context.get(boards, [boardId]);
  if (!board || !context.wasStored(members, id)) return;
  const event = {
    topic: boardTopic(boardId),
    subject: userId,
    audience: null,
    redact: true as const,
  };
  if (member)
    return context.emit({
      ...event,
      type: "member.changed",
      put: { board: [boards, board], member: [members, member] },
    });
  const past = {
    ...{ id, version: 0, boardId, userId, name: as, handle: null, role: "", override: null },
    ...{ disabled: true, addedBy: systemId, addedAt: context.now },
  };
  context.emit({
    ...event,
    type: "member.removed",
    put: { board: [boards, board] },
    drop: { member: [members, past] },
  });
}

async function tellRoom(
  roomId: string,
  { userId, as }: Person,
  context: EngineContext,
): Promise<void> {
  const id = roomMemberId(roomId, userId);
  const [member] = await context.get(roomMembers, [id]);
  const [room] = await context.get(rooms, [roomId]);
  if (!room || !context.wasStored(roomMembers, id)) return;
  const event = {
    topic: roomTopic(roomId),
    subject: userId,
    audience: null,
    redact: true as const,
  };
  if (member)
    return context.emit({
      ...event,
      type: "member.changed",
      put: { room: [rooms, room], member: [roomMembers, member] },
    });
  const { boardId } = room;
  const past = {
    ...{ id, version: 0, roomId, boardId, userId, name: as, handle: null },
    ...{ addedBy: systemId, addedAt: context.now },
  };
  context.emit({
    ...event,
    type: "member.removed",
    put: { room: [rooms, room] },
    drop: { member: [roomMembers, past] },
  });
}
