import { z } from "zod";
import type { OperationContext } from "../../engine/operation/context.ts";
import { command } from "../../engine/operation/definition.ts";
import { onComment } from "../../engine/operation/target-ids.ts";
import { TaskwireError } from "../../errors.ts";
import { type Comment, commentSchema } from "../../model/comment.ts";
import { emitComment } from "./comment-events.ts";

function setResolved(context: OperationContext, isResolved: boolean): Comment {
  const before = context.comment();
  if (before.replyTo !== null)
    throw new TaskwireError(
      "refused",
      "This comment is an answer. Name the first comment of the thread.",
      { rule: "thread", commentId: before.replyTo },
    );
  if ((before.resolvedAt !== null) === isResolved) return before;
  const comment: Comment = {
    ...before,
    resolvedBy: isResolved ? context.actor.userId : null,
    resolvedAt: isResolved ? context.now : null,
  };
  emitComment(context, isResolved ? "comment.resolved" : "comment.reopened", comment);
  return comment;
}

const resolve = command({
  name: "comments.resolve",
  target: "comment",
  permission: "comment.resolve",
  summary: "Mark the thread of a comment as resolved.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/comments/:commentId/resolve" },
  input: z.strictObject(onComment),
  output: commentSchema,
  run: (context) => setResolved(context, true),
});

const reopen = command({
  name: "comments.reopen",
  target: "comment",
  permission: "comment.resolve",
  summary: "Reopen a resolved thread.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/comments/:commentId/reopen" },
  input: z.strictObject(onComment),
  output: commentSchema,
  run: (context) => setResolved(context, false),
});

/** Operations on threads of comments. */
export const commentThreadOperations = {
  "comments.resolve": resolve,
  "comments.reopen": reopen,
};
