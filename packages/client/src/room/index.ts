import type { ClientCore } from "../client.ts";
import { createSharing } from "../share.ts";
import { createRoomStore, type RoomStore } from "./store.ts";

export type { Available } from "../app.ts";
export type { Me } from "../judging.ts";
export type { SnapshotSource } from "../snapshot-source.ts";
export type { NewPostOptions, PostOptions, PostView } from "../thread/post.ts";
export type { ThreadSnapshot, ThreadStore } from "../thread/store.ts";
export type { Jump, MessageView, RoomSnapshot, RoomStore } from "./store.ts";

const shared = createSharing<RoomStore>();

/**
 * Returns a store of a room: its members, and its messages with the actions that I may take. It
 * includes my own messages that are not posted yet. It follows the room while somebody is
 * subscribed to it, and until all texts are sent. Stores of one room on one client share one
 * subscription.
 *
 * @example
 * ```ts
 * const store = roomStore(client, { boardId: "sales", roomId });
 * store.subscribe(() => draw(store.getSnapshot().messages));
 * store.post("Good morning");
 * ```
 */
export function roomStore(
  client: ClientCore,
  { boardId, roomId }: { readonly boardId: string; readonly roomId: string },
): RoomStore {
  return shared(client, `${boardId} ${roomId}`, () => createRoomStore(client, { boardId, roomId }));
}
