import {
  type Board,
  boardTopic,
  type Comment,
  carriedIn,
  type Member,
  type Task,
  type TaskOf,
} from "@taskwire/core/model";
import type { App } from "../app.ts";
import type { ClientCore } from "../client.ts";
import { isNewer, membersAfter } from "../event-records.ts";
import type { Author, PostView } from "../thread/post.ts";
import { createThreadStore, type ThreadSnapshot, type ThreadStore } from "../thread/store.ts";

/** A comment as a page draws it. */
export type CommentView = PostView<Comment, "comment.edit" | "comment.delete" | "comment.resolve">;

/**
 * The comments on a task at one moment. It never changes. If a part stays equal, the next snapshot
 * has the same object.
 */
export interface CommentsSnapshot<A extends App = App> extends ThreadSnapshot<"comment.post"> {
  readonly task: TaskOf<A> | undefined;
  /**
   * Oldest first. Comments that are on their way come last. The `replyTo` of an answer is the id of
   * the first comment of its thread.
   */
  readonly comments: readonly CommentView[];
}

/** The comments on a task, up to date, in the shape that React's `useSyncExternalStore` takes. */
export interface CommentsStore<A extends App = App>
  extends ThreadStore<CommentsSnapshot<A>, Comment> {
  /**
   * Marks a thread as resolved. `id` is the id of its first comment. Rejects with the same errors
   * as `client.call`.
   */
  resolve(id: string): Promise<Comment>;
  /** Opens a resolved thread again. Rejects with the same errors as `client.call`. */
  reopen(id: string): Promise<Comment>;
}

interface CommentsState {
  readonly board: Board;
  readonly me: Member | null;
  readonly task: Task;
  readonly comments: readonly Comment[];
  readonly authors: readonly Author[];
  readonly next: string | null;
  readonly cursor: string;
}

export function createCommentsStore(
  client: ClientCore,
  ids: { readonly boardId: string; readonly taskId: string },
): CommentsStore {
  const { boardId, taskId } = ids;
  let board: Board | undefined;
  let me: Member | undefined;
  let task: Task | undefined;
  /** The authors' names by user id. They come with the events. */
  const names = new Map<string, string>();

  const thread = createThreadStore<Comment, CommentsState, CommentsSnapshot>(client, {
    topic: boardTopic(boardId),
    subject: taskId,
    name: "comment",
    ids,
    empty: { resolvedBy: null, resolvedAt: null },
    open: (ending) => client.call("comments.list", ids, ending) as Promise<CommentsState>,
    async older(before) {
      const page = (await client.call("comments.list", { ...ids, before })) as CommentsState;
      return { ...page, records: page.comments };
    },
    pageOf: (state) => ({ ...state, records: state.comments }),
    replace(state) {
      ({ board, task } = state);
      me = state.me ?? undefined;
      names.clear();
    },
    apply(event) {
      // The state that was read may be newer than this event, and the task may be visible again.
      if (!("data" in event) || event.erase)
        return event.subject === taskId && (task?.version ?? 0) < event.number ? "gone" : undefined;
      for (const { collection, change, record } of carriedIn(event)) {
        if (collection === "boards" && isNewer(record, board)) board = record;
        if (collection === "tasks" && record.id === taskId && isNewer(record, task)) task = record;
        if (collection !== "members") continue;
        names.set(record.userId, record.name);
        if (me?.id === record.id) [me] = membersAfter([me], record, change);
      }
      const author = event.data.author as Author | undefined;
      if (author) names.set(author.id, author.name);
      return undefined;
    },
    clear() {
      board = me = task = undefined;
      names.clear();
    },
    facts: () => ({ board, member: me, task }),
    actions: () => ["comment.post"],
    actionsOn: ({ replyTo }) => [
      "comment.edit",
      "comment.delete",
      ...(replyTo === null ? ["comment.resolve"] : []),
    ],
    nameOf: (userId) => names.get(userId),
    draw: (snapshot, comments) => ({ ...snapshot, task, comments }),
  });

  return {
    ...thread.store,
    resolve: (id) => thread.change("resolve", id),
    reopen: (id) => thread.change("reopen", id),
  };
}
