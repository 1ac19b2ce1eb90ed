import type { ClientCore } from "../client.ts";
import { type BoardStore, createBoardStore } from "./store.ts";

export type { BoardSnapshot } from "./snapshot.ts";
export type { BoardStore } from "./store.ts";
export type { Available, SubtaskView, TaskView } from "./view.ts";

interface Shared {
  readonly store: BoardStore;
  users: number;
}

const sharedOf = new WeakMap<ClientCore, Map<string, Shared>>();

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
  const boards = sharedOf.get(client) ?? new Map<string, Shared>();
  sharedOf.set(client, boards);
  const held = boards.get(boardId);
  // What is gone stays gone for who holds it; who asks anew may have been let in again.
  const isUsable = held && held.store.getSnapshot().status !== "gone";
  const shared = isUsable ? held : { store: createBoardStore(client, boardId), users: 0 };
  boards.set(boardId, shared);
  shared.users++;
  let isOpen = true;
  return {
    ...shared.store,
    close() {
      if (!isOpen) return;
      isOpen = false;
      if (--shared.users > 0) return;
      if (boards.get(boardId) === shared) boards.delete(boardId);
      shared.store.close();
    },
  };
}
