import { runningApproval } from "../../approvals/vote-steps.ts";
import { type Board, boards } from "../../model/board.ts";
import { comments } from "../../model/comment.ts";
import { type Member, memberId, members } from "../../model/member.ts";
import { messages } from "../../model/message.ts";
import type { Notification } from "../../model/notification.ts";
import { type Room, rooms } from "../../model/room.ts";
import { roomMembers } from "../../model/room-member.ts";
import { maxSubtasks, type Subtask, subtasks } from "../../model/subtask.ts";
import { type Task, tasks } from "../../model/task.ts";
import { type User, users } from "../../model/user.ts";
import {
  asksForDecision,
  type ChangeFacts,
  lastAsks,
  seatsOf,
} from "../../notifications/changes.ts";
import type { Post } from "../../notifications/fan-out.ts";
import type { ChangeRequest } from "../../notifications/request.ts";
import {
  type Lookup,
  mayReadNotification,
  refsOfWords,
  refsToRead,
} from "../../notifications/visibility.ts";
import type { Ref } from "../../storage/storage.ts";
import type { EngineContext } from "../context.ts";
import { mayDecide, seatsFor } from "./deciders.ts";
import type { NotifyParts } from "./notify-parts.ts";

interface Found {
  readonly request: ChangeRequest;
  readonly found: readonly Notification[];
}

const noFacts: ChangeFacts = {
  mayRead: () => false,
  mayDecide: () => false,
  seats: () => undefined,
  sources: () => {
    throw new Error("These requests need no sources of words.");
  },
  isLastAsk: () => false,
};

/**
 * Reads whether the recipients of notifications may still read them and decide. Also reads the
 * records that have the current names, titles and texts. With `isGuarded`, the commit checks the
 * versions of all these records.
 *
 * @param history all notifications of the same people and tasks. It is needed to find each person's
 * last request. Leave it out if `all` has all these notifications.
 */
export async function readChangeFacts(
  all: readonly Found[],
  context: EngineContext,
  parts: NotifyParts,
  { history, isGuarded = false }: { history?: readonly Notification[]; isGuarded?: boolean } = {},
): Promise<ChangeFacts> {
  const of = (isWanted: (request: ChangeRequest) => boolean) =>
    all.flatMap(({ request, found }) => (isWanted(request) ? found : []));
  const judged = of(dependsOnAccess);
  // Withheld notifications have no words to edit. They need new words only if a person has access again.
  const worded = of((request) => request.kind !== "resolve" && !seatsOf(request)).filter(
    ({ withheld }) => !withheld || judged.length > 0,
  );
  if (judged.length === 0 && worded.length === 0) return noFacts;
  const boardRefs = judged.map(({ boardId }) => boardRef(boardId));
  const refs = [...refsToRead(judged), ...refsOfWords(worded), ...boardRefs];
  if (isGuarded) await guard(refs, context);
  const lookup = await context.readUnguarded(refs);
  const mayRead = (one: Notification) =>
    mayReadNotification(one, lookup, context.definitions.roles);
  const deciding = await decidingOf(judged.filter(mayRead), lookup, context, parts);
  const openParts = [
    ...(await readParts(
      judged.filter((one) => mayRead(one) && mayNeedParts(one)),
      context,
    )),
    // If the command itself changes the title of a subtask, the notifications need the new title.
    // `readParts` returns the old title, as it is stored.
    ...(await readParts(of(rewordsParts), context)).map(
      (one) => context.latest(subtasks, one.id) ?? one,
    ),
  ];
  return {
    mayRead,
    mayDecide: ({ id }) => deciding.has(id),
    seats: ({ id }) => deciding.get(id) ?? undefined,
    sources: (one) => ({
      actor: found<User>(lookup, users.name, one.actor),
      board: found<Board>(lookup, boards.name, one.boardId),
      room: found<Room>(lookup, rooms.name, one.roomId),
      task: found<Task>(lookup, tasks.name, one.taskId),
      post:
        found<Post>(lookup, messages.name, one.messageId) ??
        found<Post>(lookup, comments.name, one.commentId),
      parts: openParts.filter(
        ({ taskId, assigneeId }) => taskId === one.taskId && assigneeId === one.userId,
      ),
    }),
    isLastAsk: lastAsks(history ?? judged),
  };
}

const dependsOnAccess = (request: ChangeRequest): boolean =>
  request.kind === "review" || (request.kind === "resolve" && request.resolution === "access_lost");

const boardRef = (id: string): Ref => ({ collection: boards.name, id });

function record<T>(lookup: Lookup, collection: string, id: string): T {
  return { id, version: 0, ...lookup({ collection, id }) } as T;
}

const found = <T>(lookup: Lookup, collection: string, id: string | null): T | undefined =>
  id !== null && lookup({ collection, id }) ? record<T>(lookup, collection, id) : undefined;

/**
 * The collections of all records that decide how a notification changes. If one of these records
 * changes at the same moment, a commit that checks it conflicts.
 */
const guarding = [users, boards, members, tasks, rooms, roomMembers, messages, comments] as const;

async function guard(refs: readonly Ref[], context: EngineContext): Promise<void> {
  const reads = guarding.map((table) => {
    const ids = refs.flatMap(({ collection, id }) => (collection === table.name ? id : []));
    return ids.length > 0 ? context.get(table as typeof users, ids) : undefined;
  });
  await Promise.all(reads);
}

/**
 * The ids of the notifications that ask for a decision which their recipients may still take. For a vote, each comes
 * with the people whose votes the recipient can cast.
 */
async function decidingOf(
  readable: readonly Notification[],
  lookup: Lookup,
  context: EngineContext,
  { onError }: NotifyParts,
): Promise<ReadonlyMap<string, readonly string[] | null>> {
  type Deciding = readonly (readonly [id: string, seats: readonly string[] | null])[];
  const judged = readable.filter(asksForDecision).map(async (one): Promise<Deciding> => {
    const { userId, boardId, taskId } = one;
    const member = record<Member>(lookup, members.name, memberId(boardId, userId));
    const task = record<Task>(lookup, tasks.name, String(taskId));
    const board = record<Board>(lookup, boards.name, boardId);
    const running = runningApproval(task, context.definitions);
    if (!running)
      return (await mayDecide(task, { member }, board, context, onError)) ? [[one.id, null]] : [];
    const seats = await seatsFor(userId, running, task, board, context);
    return seats.length > 0 ? [[one.id, seats]] : [];
  });
  return new Map((await Promise.all(judged)).flat());
}

const rewordsParts = (request: ChangeRequest): boolean =>
  request.kind === "reword" && "about" in request && request.parts === true;

/**
 * An `assigned` notification asks its recipient to work on subtasks. If it is withheld, it gets its
 * words back when the recipient has access again. If it is resolved with `access_lost`, it is opened
 * again. Only in these two cases are the recipient's open subtasks needed.
 */
const mayNeedParts = ({ reasons, withheld, resolution }: Notification): boolean =>
  reasons.includes("assigned") && (withheld || resolution === "access_lost");

/** Reads the open subtasks of the tasks of these notifications. */
async function readParts(
  asking: readonly Notification[],
  context: EngineContext,
): Promise<Subtask[]> {
  const taskIds = [...new Set(asking.flatMap(({ taskId }) => taskId ?? []))];
  if (taskIds.length === 0) return [];
  const query = { index: "task", equals: {}, each: taskIds, limit: maxSubtasks };
  const { records } = await context.list(subtasks, query);
  return records.filter(({ state }) => state === "open");
}
