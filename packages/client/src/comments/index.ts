import type { App, TypedFor } from "../app.ts";
import type { ClientCore } from "../client.ts";
import { createSharing } from "../share.ts";
import { type CommentsStore, createCommentsStore } from "./store.ts";

export type { Available } from "../app.ts";
export type { Me } from "../judging.ts";
export type { SnapshotSource } from "../snapshot-source.ts";
export type { NewPostOptions, PostOptions, PostView } from "../thread/post.ts";
export type { ThreadSnapshot, ThreadStore } from "../thread/store.ts";
export type { CommentsSnapshot, CommentsStore, CommentView } from "./store.ts";

const shared = createSharing<CommentsStore>();

/**
 * Returns a store of the comments on a task, with the actions that I may take. It includes my own
 * comments that are not posted yet. It follows them while somebody is subscribed to it, and until
 * all texts are sent. Stores of one task on one client share one subscription, which a store of the
 * board shares too.
 *
 * @example
 * ```ts
 * const store = commentsStore(client, { boardId: "sales", taskId });
 * store.subscribe(() => draw(store.getSnapshot().comments));
 * store.post("Which colour?");
 * ```
 */
export function commentsStore<A extends App = App>(
  client: ClientCore & TypedFor<A>,
  { boardId, taskId }: { readonly boardId: string; readonly taskId: string },
): CommentsStore<A> {
  // The server validates the records with the app's own schemas, so they have the app's types.
  return shared(client, `${boardId} ${taskId}`, () =>
    createCommentsStore(client, { boardId, taskId }),
  ) as unknown as CommentsStore<A>;
}
