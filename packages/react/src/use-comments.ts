import { type CommentsStore, commentsStore } from "@taskwire/client/comments";
import type { AnyClient } from "./provider.ts";
import type { RegisteredApp } from "./register.ts";
import { type Shown, useStore } from "./use-store.ts";
import type { TaskIds } from "./use-task.ts";

/**
 * The comments on a task for a component: the fields of their snapshot, and their methods in
 * `store`.
 */
export type CommentsShown = Shown<CommentsStore<RegisteredApp>>;

export const commentsOf = (
  client: AnyClient,
  boardId = "",
  taskId = "",
): CommentsStore<RegisteredApp> => commentsStore<RegisteredApp>(client, { boardId, taskId });

/**
 * Returns the comments on a task, and keeps them up to date. My own comments that are not posted
 * yet are included. `store` has `post`, `resolve` and the other methods. With `select`, it returns
 * only a part of this.
 *
 * @example
 * ```ts
 * const { comments, store } = useComments({ boardId: "sales", taskId });
 * store.post("Which colour?");
 * ```
 */
export function useComments(ids: TaskIds): CommentsShown;
export function useComments<Selected>(
  ids: TaskIds,
  select: (comments: CommentsShown) => Selected,
): Selected;
export function useComments(
  { boardId, taskId }: TaskIds,
  select?: (comments: CommentsShown) => unknown,
): unknown {
  return useStore(commentsOf, [boardId, taskId], select);
}
