import { boardId, boardTopic } from "../cast.ts";
import type { Node } from "../nodes.ts";
import type { Past } from "../reference/past.ts";
import type { Watcher } from "../watcher.ts";
import {
  difference,
  judgeInbox,
  shapeOf,
  shapeOfComments,
  shapeOfRoom,
  shapeOfSnapshot,
} from "./shape.ts";

/** Compares what a client holds at the end with the data its user may see. */
export async function judgeStores(
  { userId, name, store, rooms, comments, inbox }: Watcher,
  node: Node | undefined,
  past: Past,
  soon: <T>(promise: Promise<T>) => Promise<T>,
): Promise<string[]> {
  if (!node || past.now.isDisabled(userId)) return [];
  const api = node.taskwire.as({ userId });
  const inInbox = inbox ? judgeInbox(inbox.getSnapshot(), await soon(api.inbox.open())) : [];
  if (past.now.visibilityOf(boardTopic, userId).last === "none")
    return inInbox.map((text) => `${name} ${text}`);
  const { board, members, tasks, subtasks } = await soon(api.boards.open({ boardId }));
  const kept = shapeOf({ board: [board], members, tasks, subtasks });
  const onBoard = difference(shapeOfSnapshot(store.getSnapshot()), kept);
  const wrong = [...onBoard, ...inInbox].map((text) => `${name} ${text}`);
  const ids = tasks.map(({ id }) => id).sort();
  if (ids.join() !== past.now.visible(userId).join())
    wrong.push(`${name} is shown other tasks than theirs: ${ids}`);
  for (const roomId of past.now.roomsOf(userId)) {
    const open = await soon(api.rooms.open({ boardId, roomId }));
    const room = rooms.get(roomId)?.getSnapshot();
    const held = room ? shapeOfRoom(room) : {};
    const kept = shapeOf({ room: [open.room], members: open.members, messages: open.messages });
    wrong.push(...difference(held, kept).map((text) => `${name}, ${roomId}: ${text}`));
  }
  for (const [taskId, store] of comments) {
    if (!ids.includes(taskId)) continue;
    const { task, comments: kept } = await soon(api.comments.list({ boardId, taskId }));
    const held = shapeOfComments(store.getSnapshot());
    const wrongOnes = difference(held, shapeOf({ task: [task], comments: kept }));
    wrong.push(...wrongOnes.map((text) => `${name}, comments: ${text}`));
  }
  return wrong;
}
