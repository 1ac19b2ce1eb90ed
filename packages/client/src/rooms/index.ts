import type { ClientCore } from "../client.ts";
import { createSharing } from "../share.ts";
import { createRoomsStore, type RoomsStore } from "./store.ts";

export type { Shown } from "../shown.ts";
export type { RoomsSnapshot, RoomsStore, RoomView } from "./store.ts";

const shared = createSharing<RoomsStore>();

/**
 * The rooms of a board that I am in, each with its last message and what is unread, live without following any of them.
 * Stores of one board on one client are one store, which ends with the last `close()`.
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
