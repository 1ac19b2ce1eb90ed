import type { App, TypedFor } from "../app.ts";
import type { ClientCore } from "../client.ts";
import { createSharing } from "../share.ts";
import { type CommentCountStore, createCommentCountStore } from "./comment-count.ts";
import { createTaskCountsStore, type TaskCountsStore } from "./task-counts.ts";

export type { SnapshotSource } from "../snapshot-source.ts";
export type { CommentCountSnapshot, CommentCountStore } from "./comment-count.ts";
export type { TaskCount, TaskCountsSnapshot, TaskCountsStore } from "./task-counts.ts";

const sharedTaskCounts = createSharing<TaskCountsStore>();
const sharedCommentCounts = createSharing<CommentCountStore>();

/**
 * Returns a store of the number of tasks in each state of a board, of those that I may see, also of tasks
 * that no page has loaded. The server counts.
 *
 * @example
 * ```ts
 * const store = taskCountsStore(client, "sales");
 * store.subscribe(() => {
 *   for (const { state, count, more } of store.getSnapshot().counts) draw(state, more ? `${count}+` : count);
 * });
 * ```
 */
export function taskCountsStore<A extends App = App>(
  client: ClientCore & TypedFor<A>,
  boardId: string,
): TaskCountsStore<A> {
  // The server counts the states of the app's own workflow.
  return sharedTaskCounts(client, boardId, () =>
    createTaskCountsStore(client, boardId),
  ) as unknown as TaskCountsStore<A>;
}

/**
 * Returns a store of the number of comments on a task, and of those that I have not read: for a card in a
 * list. The stores of a board read their numbers together, 50 tasks in one call.
 *
 * @example
 * ```ts
 * const store = commentCountStore(client, { boardId: "sales", taskId });
 * store.subscribe(() => badge(store.getSnapshot().unread));
 * ```
 */
export function commentCountStore(
  client: ClientCore,
  { boardId, taskId }: { readonly boardId: string; readonly taskId: string },
): CommentCountStore {
  return sharedCommentCounts(client, `${boardId} ${taskId}`, () =>
    createCommentCountStore(client, { boardId, taskId }),
  );
}
