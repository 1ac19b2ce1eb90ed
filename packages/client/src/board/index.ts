import type { ClientCore } from "../client.ts";
import { createSharing } from "../share.ts";
import { type BoardStore, createBoardStore } from "./store.ts";

export type { Available } from "../available.ts";
export type { Shown } from "../shown.ts";
export type { BoardSnapshot } from "./snapshot.ts";
export type { BoardStore } from "./store.ts";
export type { SubtaskView, TaskView } from "./view.ts";

const shared = createSharing<BoardStore>();

/**
 * A live board: its members, and its tasks with subtasks, progress and what I may do. Stores of one board on one client
 * share one subscription, which ends with the last `close()`.
 *
 * @example
 * ```ts
 * const store = boardStore(client, "sales");
 * store.subscribe(() => draw(store.getSnapshot()));
 * ```
 */
export function boardStore(client: ClientCore, boardId: string): BoardStore {
  return shared(client, boardId, () => createBoardStore(client, boardId));
}
