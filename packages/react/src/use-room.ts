import { type RoomStore, roomStore } from "@taskwire/client/room";
import type { AnyClient } from "./provider.ts";
import { type Shown, useStore } from "./use-store.ts";

/** A room for a component: the fields of its snapshot, and its methods in `store`. */
export type RoomShown = Shown<RoomStore>;

/** The ids of a room. */
export interface RoomIds {
  readonly boardId: string;
  readonly roomId: string;
}

export const roomOf = (client: AnyClient, boardId = "", roomId = ""): RoomStore =>
  roomStore(client, { boardId, roomId });

/**
 * Returns a room with its members and messages, and keeps it up to date. My own messages that are
 * not posted yet are included. `store` has `post`, `read`, `loadOlder` and the other methods. With
 * `select`, it returns only a part of this.
 *
 * @example
 * ```ts
 * const { messages, store } = useRoom({ boardId: "sales", roomId });
 * store.post("Good morning");
 * ```
 */
export function useRoom(ids: RoomIds): RoomShown;
export function useRoom<Selected>(ids: RoomIds, select: (room: RoomShown) => Selected): Selected;
export function useRoom(
  { boardId, roomId }: RoomIds,
  select?: (room: RoomShown) => unknown,
): unknown {
  return useStore(roomOf, [boardId, roomId], select);
}
