import type { App, TypedFor } from "../app.ts";
import type { ClientCore } from "../client.ts";
import { createSharing } from "../share.ts";
import { type BoardStore, createBoardStore } from "./store.ts";

const shared = createSharing<BoardStore>();

/**
 * Returns a store of a board: its members, and its tasks with subtasks, progress and the actions that I
 * may take. It follows the board while somebody is subscribed to it. Stores of one board on one client
 * share one subscription.
 *
 * @example
 * ```ts
 * const store = boardStore(client, "sales");
 * store.subscribe(() => draw(store.getSnapshot()));
 * ```
 */
export function boardStore<A extends App = App>(
  client: ClientCore & TypedFor<A>,
  boardId: string,
): BoardStore<A> {
  // The server validates the records with the app's own schemas, so they have the app's types.
  return shared(client, boardId, () =>
    createBoardStore(client, boardId),
  ) as unknown as BoardStore<A>;
}
