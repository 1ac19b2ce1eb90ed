import { type RoomStore, roomStore } from "@taskwire/client/room";
import { useEffect } from "react";
import { type AnyClient, useAnyClient } from "./provider.ts";
import { type Shown, useStore } from "./use-store.ts";

/** A room for a component: the fields of its snapshot, and its methods in `store`. */
export type RoomShown = Shown<RoomStore>;

/** The ids of a room. */
export interface RoomIds {
  readonly boardId: string;
  readonly roomId: string;
}

/** A room, and the message in it that a link leads to. */
export interface RoomPlace extends RoomIds {
  readonly messageId?: string | undefined;
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
export function useRoom(place: RoomPlace): RoomShown;
export function useRoom<Selected>(
  place: RoomPlace,
  select: (room: RoomShown) => Selected,
): Selected;
export function useRoom(
  { boardId, roomId, messageId }: RoomPlace,
  select?: (room: RoomShown) => unknown,
): unknown {
  const client = useAnyClient();
  useEffect(() => {
    if (messageId === undefined) return;
    // If the message is gone, `jump` says so. If the room can't be loaded, `error` says so.
    roomOf(client, boardId, roomId)
      .jumpTo(messageId)
      .catch(() => {});
  }, [client, boardId, roomId, messageId]);
  return useStore(roomOf, [boardId, roomId], select);
}
