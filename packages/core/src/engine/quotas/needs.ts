import { systemId } from "../../model/actor.ts";
import { members } from "../../model/member.ts";
import { rooms } from "../../model/room.ts";
import { roomMembers } from "../../model/room-member.ts";
import { maxSubtasks, subtasks } from "../../model/subtask.ts";
import { type Task, tasks } from "../../model/task.ts";
import type { Fields } from "../../storage/storage.ts";
import type { EngineContext } from "../context.ts";
import type { PlaceQuota } from "./over-quota.ts";

/** The records to count: those that have these values in an index. */
export interface Counted {
  readonly collection: string;
  readonly index: string;
  readonly equals: Fields;
}

/** The places of one quota that a command needs. */
export interface Need {
  readonly quota: PlaceQuota;
  readonly boardId: string;
  /** Identifies, together with the name of the quota, the set of records that are counted. */
  readonly of: string;
  readonly counted: Counted;
  /**
   * True if the places are leased. Otherwise, the command already reads and changes a record whose
   * version changes whenever the number of counted records changes. For members, this is the board
   * or room. For rooms, it is the person who creates them.
   */
  readonly isLeased: boolean;
  /** If false, the places are counted, but the command is never refused because of them. */
  readonly isRefused: boolean;
  count: number;
}

type Draft = Omit<Need, "count" | "of" | "isRefused"> & {
  readonly of?: string;
  readonly isRefused?: boolean;
};

export const isOpen = ({ kind }: Pick<Task, "kind">): boolean =>
  kind === "waiting" || kind === "working";

/** The open tasks of a board that one person has requested. */
export const openRequestsOf = (boardId: string, requesterId: string): Counted => ({
  collection: tasks.name,
  index: "requester",
  equals: { boardId, requesterId },
});

/**
 * Returns the places that a command needs, for the records that it inserts and the tasks that it
 * opens again.
 */
export function needsOf(context: EngineContext): Need[] {
  let needs: Map<string, Need> | undefined;
  const need = (draft: Draft) => {
    const of = draft.of ?? draft.boardId;
    const key = `${draft.quota}/${of}`;
    needs ??= new Map();
    const known = needs.get(key);
    if (known) known.count++;
    else needs.set(key, { isRefused: true, ...draft, of, count: 1 });
  };
  for (const [before, { boardId, createdBy }] of context.changesOf(rooms)) {
    if (before) continue;
    const onBoard = { collection: rooms.name, index: "board", equals: { boardId } };
    need({ quota: "roomsPerBoard", boardId, counted: onBoard, isLeased: true });
    // Rooms that the app's own code creates have no person as their creator.
    if (createdBy === systemId) continue;
    const created = { ...onBoard, index: "creator", equals: { boardId, createdBy } };
    const of = `${boardId}/${createdBy}`;
    need({ quota: "roomsCreated", boardId, of, counted: created, isLeased: false });
  }
  for (const [before, { boardId, roomId }] of context.changesOf(roomMembers)) {
    if (before) continue;
    const counted = { collection: roomMembers.name, index: "room", equals: { roomId } };
    need({ quota: "membersPerRoom", boardId, of: roomId, counted, isLeased: false });
  }
  for (const [before, { boardId }] of context.changesOf(members)) {
    if (before) continue;
    const counted = { collection: members.name, index: "board", equals: { boardId } };
    need({ quota: "membersPerBoard", boardId, counted, isLeased: false });
  }
  for (const [before, task] of context.changesOf(tasks)) {
    const { boardId, requesterId } = task;
    if (!before) {
      const counted = { collection: tasks.name, index: "board", equals: { boardId } };
      need({ quota: "tasksPerBoard", boardId, counted, isLeased: true });
    }
    if (!isOpen(task) || (before && isOpen(before))) continue;
    const isOwn = requesterId === context.actor.userId;
    need({
      quota: "openRequests",
      boardId,
      of: `${boardId}/${requesterId}`,
      counted: openRequestsOf(boardId, requesterId),
      isLeased: true,
      // Nobody is refused because of the requests of others.
      isRefused: isOwn,
    });
  }
  for (const [before, { boardId, taskId, part }] of context.changesOf(subtasks)) {
    // Subtasks from a template are not refused, because the template belongs to the app.
    if (before || part !== null) continue;
    const counted = { collection: subtasks.name, index: "task", equals: { taskId } };
    need({ quota: "subtasksPerTask", boardId, of: taskId, counted, isLeased: false });
  }
  return needs ? [...(needs as Map<string, Need>).values()] : [];
}

/** No command can exceed this number, so nothing has to be counted for it. */
export const technicalMax: { readonly [quota: string]: number } = { subtasksPerTask: maxSubtasks };
