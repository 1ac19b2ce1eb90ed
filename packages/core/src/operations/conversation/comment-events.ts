import type { OperationContext } from "../../engine/operation/context.ts";
import { type Comment, comments } from "../../model/comment.ts";
import { boardTopic } from "../../model/topic.ts";
import type { Candidate } from "../../notifications/request.ts";
import { postEvent } from "./posts.ts";

/** Emits an event about a comment. Everyone who sees the task may see it. */
export function emitComment(
  context: OperationContext,
  type: string,
  comment: Comment,
  candidates: readonly Candidate[] = [],
): void {
  const { id, boardId, taskId } = comment;
  const { involved } = context.task();
  const { member } = context.facts;
  const about = { about: `comment:${id}`, boardId, taskId, commentId: id };
  context.emit({
    topic: boardTopic(boardId),
    subject: id,
    // A comment doesn't change who may see the task.
    audience: { before: involved, after: involved },
    put: { comment: [comments, comment] },
    // Clients may not have the author's name yet, because this can be the author's first comment on
    // the task.
    ...(member &&
      type === "comment.posted" && { data: { author: { id: member.userId, name: member.name } } }),
    ...postEvent(type, about, comment, candidates),
  });
}
