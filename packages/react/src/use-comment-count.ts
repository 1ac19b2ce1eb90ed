import { type CommentCountStore, commentCountStore } from "@taskwire/client/counts";
import type { AnyClient } from "./provider.ts";
import { type Shown, useStore } from "./use-store.ts";
import type { TaskIds } from "./use-task.ts";

/** The number of comments on a task for a component. */
export type CommentCountShown = Shown<CommentCountStore>;

const countOf = (client: AnyClient, boardId = "", taskId = "") =>
  commentCountStore(client, { boardId, taskId });

/**
 * Returns how many comments a task has and how many of them I have not read, and keeps both up to
 * date. Use it for the cards of a list: the stores of one board ask together, for up to 50 tasks in
 * one call. With `select`, it returns only a part of this.
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
