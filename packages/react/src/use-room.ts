import { type RoomStore, roomStore } from "@taskwire/client/room";
import type { AnyClient } from "./provider.ts";
import { type Shown, useStore } from "./use-store.ts";

/** A room for a component: a snapshot of it, and in `store` its methods. */
export type RoomShown = Shown<RoomStore>;

/** The ids of a room. */
export interface RoomIds {
  readonly boardId: string;
  readonly roomId: string;
}

export const roomOf = (client: AnyClient, boardId = "", roomId = ""): RoomStore =>
  roomStore(client, { boardId, roomId });

/**
 * Returns a room, up to date: its members and messages, also those on their way. `store` has `post`,
 * `read`, `loadOlder` and the other methods. With `select`, it returns a part of it.
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
