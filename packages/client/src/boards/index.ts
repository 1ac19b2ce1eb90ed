import type { ClientCore } from "../client.ts";
import { createSharing } from "../share.ts";
import { type BoardsStore, createBoardsStore } from "./store.ts";

export type { SnapshotSource } from "../snapshot-source.ts";
export type { BoardsSnapshot, BoardsStore } from "./store.ts";

const shared = createSharing<BoardsStore>();

/**
 * Returns a store of the boards that I am on. While somebody is subscribed to it, it is kept up to
 * date: a board comes or goes when I join or leave it, and new names arrive. It follows up to 50
 * boards; names on the others are read again when the list changes. All such stores on one client
 * share one state.
 *
 * @example
 * ```ts
 * const store = boardsStore(client);
 * store.subscribe(() => drawList(store.getSnapshot().boards));
 * ```
 */
export function boardsStore(client: ClientCore): BoardsStore {
  return shared(client, "", () => createBoardsStore(client));
}
