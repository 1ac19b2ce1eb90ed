import { type RoomsStore, roomsStore } from "@taskwire/client/rooms";
import { type Shown, useStore } from "./use-store.ts";

/** My rooms of a board for a component. */
export type RoomsShown = Shown<RoomsStore>;

/**
 * Returns my rooms of a board, and keeps them up to date. Each room has its last message and the
 * number of unread messages. With `select`, it returns only a part of this.
 *
 * @example
 * ```ts
 * const { rooms } = useRooms("sales");
 * ```
 */
export function useRooms(boardId: string): RoomsShown;
export function useRooms<Selected>(
  boardId: string,
  select: (rooms: RoomsShown) => Selected,
): Selected;
export function useRooms(boardId: string, select?: (rooms: RoomsShown) => unknown): unknown {
  return useStore(roomsStore, [boardId], select);
}
