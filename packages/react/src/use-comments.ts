import { type CommentsStore, commentsStore } from "@taskwire/client/comments";
import type { AnyClient } from "./provider.ts";
import type { RegisteredApp } from "./register.ts";
import { type Shown, useStore } from "./use-store.ts";
import type { TaskIds } from "./use-task.ts";

/** The comments on a task for a component: a snapshot of them, and in `store` their methods. */
export type CommentsShown = Shown<CommentsStore<RegisteredApp>>;

export const commentsOf = (
  client: AnyClient,
  boardId = "",
  taskId = "",
): CommentsStore<RegisteredApp> => commentsStore<RegisteredApp>(client, { boardId, taskId });

/**
 * Returns the comments on a task, up to date, also those on their way. `store` has `post`, `resolve` and
 * the other methods. With `select`, it returns a part of it.
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
