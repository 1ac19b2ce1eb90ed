import {
  type Board,
  boardTopic,
  type Comment,
  type Member,
  recordsIn,
  type Task,
  type TaskOf,
} from "@taskwire/core/model";
import type { App } from "../app.ts";
import type { ClientCore } from "../client.ts";
import { isNews, membersAfter } from "../event-records.ts";
import type { Author, PostView } from "../thread/post.ts";
import { createThreadStore, type ThreadSnapshot, type ThreadStore } from "../thread/store.ts";

/** A comment as a page draws it. */
export type CommentView = PostView<Comment, "comment.edit" | "comment.delete" | "comment.resolve">;

/** The comments on a task at one moment. Never changed; what hasn't changed since the last one is the same object. */
export interface CommentsSnapshot<A extends App = App> extends ThreadSnapshot<"comment.post"> {
  readonly task: TaskOf<A> | undefined;
  /** Oldest first; what is on its way comes last. An answer names the comment that began its thread in `replyTo`. */
  readonly comments: readonly CommentView[];
}

/** The comments on a task, kept up to date, in the shape that React's `useSyncExternalStore` takes. */
export interface CommentsStore<A extends App = App>
  extends ThreadStore<CommentsSnapshot<A>, Comment> {
  /** Says that the thread that this comment began is settled. Rejects as calls do. */
  resolve(id: string): Promise<Comment>;
  /** Takes that back. Rejects as calls do. */
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

const none = { resolvedBy: null, resolvedAt: null };

export function createCommentsStore(
  client: ClientCore,
  place: { readonly boardId: string; readonly taskId: string },
): CommentsStore {
  const { boardId, taskId } = place;
  let board: Board | undefined;
  let me: Member | undefined;
  let task: Task | undefined;
  const names = new Map<string, string>();

  const thread = createThreadStore<Comment, CommentsState, CommentsSnapshot>(client, {
    topic: boardTopic(boardId),
    subject: taskId,
    name: "comment",
    place,
    empty: none,
    open: (ending) => client.call("comments.list", place, ending) as Promise<CommentsState>,
    async older(before, ending) {
      const page = (await client.call(
        "comments.list",
        { ...place, before },
        ending,
      )) as CommentsState;
      return { ...page, records: page.comments };
    },
    pageOf: (state) => ({ ...state, records: state.comments }),
    replace(state) {
      ({ board, task } = state);
      me = state.me ?? undefined;
      names.clear();
    },
    apply(event) {
      // The state may be newer than the event, and the task in sight again since.
      if (!("data" in event))
        return event.subject === taskId && (task?.version ?? 0) < event.number ? "gone" : undefined;
      for (const { collection, change, record } of recordsIn(event)) {
        if (collection === "boards" && isNews(record, board)) board = record;
        if (collection === "tasks" && record.id === taskId && isNews(record, task)) task = record;
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
    get member() {
      return me;
    },
    facts: () => ({ ...(board && { board }), ...(task && { task }) }),
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
