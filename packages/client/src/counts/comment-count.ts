import { TaskwireError } from "@taskwire/core/protocol";
import type { ClientCore } from "../client.ts";
import { createSnapshotSource, type SnapshotSource } from "../snapshot-source.ts";
import { type CommentCount, countComments } from "./comment-counting.ts";

/** The number of comments on a task at one moment. */
export interface CommentCountSnapshot {
  /** `gone`: there is no such task, or this person may not see it any more. */
  readonly status: "loading" | "ready" | "gone";
  /** The number of comments that are not deleted. The server counts them, up to 1,000. */
  readonly comments: number;
  /** The number of other people's comments that I have not read. The server counts them, up to 100. */
  readonly unread: number;
  /** Why it can't be loaded now, why it is gone, or why the client has stopped and it stays as it is. */
  readonly error?: TaskwireError;
}

/** The number of comments on a task, up to date, in the shape that React's `useSyncExternalStore` takes. */
export interface CommentCountStore extends SnapshotSource<CommentCountSnapshot> {
  /**
   * Removes the listeners that were added through this object. Stops the store now, instead of 30 s
   * later, if nobody else subscribes to it. It starts again if it is used again.
   */
  close(): void;
}

export function createCommentCountStore(
  client: ClientCore,
  { boardId, taskId }: { readonly boardId: string; readonly taskId: string },
): CommentCountStore {
  const { show, ...source } = createSnapshotSource<CommentCountSnapshot>(
    client,
    { status: "loading", comments: 0, unread: 0 },
    start,
  );

  function gone(error = new TaskwireError("not_found", "It is gone or hidden.")) {
    show({ status: "gone", comments: 0, unread: 0 }, error);
  }

  function start() {
    return countComments(client, boardId, {
      taskId,
      counted(count: CommentCount | undefined) {
        if (count)
          show({ status: "ready", comments: count.comments, unread: count.unread }, undefined);
        else gone();
      },
      failed(error) {
        const { status, comments, unread } = source.getSnapshot();
        show({ status, comments, unread }, error);
      },
      gone,
    });
  }

  return source;
}
