import type { App, TypedFor } from "../app.ts";
import type { ClientCore } from "../client.ts";
import { createSharing } from "../share.ts";
import { createTaskStore, type TaskStore } from "./store.ts";

const shared = createSharing<TaskStore>();

/**
 * Returns a store of one task, with its subtasks, its progress and the actions that I may take. Use
 * it for a page about a task. It also works for old tasks that a board has not loaded. It follows
 * the task while somebody is subscribed to it, and shares a subscription with the stores of its
 * board and its comments.
 *
 * @example
 * ```ts
 * const store = taskStore(client, { boardId: "sales", taskId });
 * store.subscribe(() => draw(store.getSnapshot().task));
 * ```
 */
export function taskStore<A extends App = App>(
  client: ClientCore & TypedFor<A>,
  { boardId, taskId }: { readonly boardId: string; readonly taskId: string },
): TaskStore<A> {
  // The server validates the records with the app's own schemas, so they have the app's types.
  return shared(client, `${boardId} ${taskId}`, () =>
    createTaskStore(client, { boardId, taskId }),
  ) as unknown as TaskStore<A>;
}
