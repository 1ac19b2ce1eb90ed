import { type CommentCountStore, commentCountStore } from "@taskwire/client/counts";
import type { AnyClient } from "./provider.ts";
import { type Shown, useStore } from "./use-store.ts";
import type { TaskIds } from "./use-task.ts";

/** The number of comments on a task for a component. */
export type CommentCountShown = Shown<CommentCountStore>;

const countOf = (client: AnyClient, boardId = "", taskId = "") =>
  commentCountStore(client, { boardId, taskId });

/**
 * Returns the number of comments on a task, and of those that I have not read, up to date: for a card in a
 * list. All cards of a page are counted with one call for 50 of them. With `select`, it returns a part of it.
 *
 * @example
 * ```tsx
 * const { comments, unread } = useCommentCount({ boardId: "sales", taskId });
 * const badge = unread > 0 && <b>{unread} new</b>;
 * ```
 */
export function useCommentCount(ids: TaskIds): CommentCountShown;
export function useCommentCount<Selected>(
  ids: TaskIds,
  select: (shown: CommentCountShown) => Selected,
): Selected;
export function useCommentCount(
  { boardId, taskId }: TaskIds,
  select?: (shown: CommentCountShown) => unknown,
): unknown {
  return useStore(countOf, [boardId, taskId], select);
}
