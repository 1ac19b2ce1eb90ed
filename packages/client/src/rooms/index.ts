import type { ClientCore } from "../client.ts";
import { createSharing } from "../share.ts";
import { createRoomsStore, type RoomsStore } from "./store.ts";

export type { SnapshotSource } from "../snapshot-source.ts";
export type { RoomsSnapshot, RoomsStore, RoomView } from "./store.ts";

const shared = createSharing<RoomsStore>();

/**
 * Returns a store of the rooms of a board that I am in, each with its last message and the number
 * of unread ones. While somebody is subscribed to it, it is kept up to date. It does not follow
 * each room for that. All such stores of one board on one client share one state.
 *
 * @example
 * ```ts
 * const store = roomsStore(client, "sales");
 * store.subscribe(() => drawList(store.getSnapshot().rooms));
 * ```
 */
export function roomsStore(client: ClientCore, boardId: string): RoomsStore {
  return shared(client, boardId, () => createRoomsStore(client, boardId));
}
