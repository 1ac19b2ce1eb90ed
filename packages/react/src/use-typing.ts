import type { CommentsStore } from "@taskwire/client/comments";
import type { RoomStore } from "@taskwire/client/room";
import type { AnyClient } from "./provider.ts";
import type { RegisteredApp } from "./register.ts";
import { commentsOf } from "./use-comments.ts";
import { type RoomIds, roomOf } from "./use-room.ts";
import { type Shown, useStore } from "./use-store.ts";
import type { TaskIds } from "./use-task.ts";

/** The people who are typing in a room, or who are writing a comment on a task. */
export interface Typing {
  /** Their names. */
  readonly names: readonly string[];
  /** Tells the other people that I am typing. Call it at each change of the text. */
  typed(): void;
}

export type ThreadStore = RoomStore | CommentsStore<RegisteredApp>;

/** The store of a room, or of the comments on a task. */
export const threadOf = (client: AnyClient, boardId = "", kind = "", id = ""): ThreadStore =>
  kind === "room" ? roomOf(client, boardId, id) : commentsOf(client, boardId, id);

const typingIn = ({ typing, store }: Shown<ThreadStore>): Typing => ({
  names: typing,
  typed: store.typing,
});

/** The ids of a room or a task, in the order in which `threadOf` takes them. */
export const partsOf = (place: RoomIds | TaskIds): readonly [string, string, string] =>
  "roomId" in place ? [place.boardId, "room", place.roomId] : [place.boardId, "task", place.taskId];

/**
 * Returns the names of the other people who are typing in a room, or who are writing a comment on a
 * task.
 *
 * @example
 * ```tsx
 * const { names, typed } = useTyping({ boardId: "sales", roomId });
 * const field = <textarea onChange={typed} />;
 * ```
 */
export function useTyping(place: RoomIds | TaskIds): Typing {
  return useStore(threadOf, partsOf(place), typingIn) as Typing;
}
