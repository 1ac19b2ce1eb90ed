import { z } from "zod";
import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { command } from "../../engine/operation/definition.ts";
import { onComment, onTask } from "../../engine/operation/target-ids.ts";
import { TaskwireError } from "../../errors.ts";
import { type Comment, commentSchema, comments } from "../../model/comment.ts";
import type { Candidate } from "../../notifications/request.ts";
import { emitComment } from "./comment-events.ts";
import { mentionChange } from "./mention-change.ts";
import { taskScope } from "./mention-scope.ts";
import { mentionsIn } from "./post-mentions.ts";
import {
  checkNotDeleted,
  deletedPost,
  editedPost,
  editInput,
  newPost,
  postInput,
} from "./posts.ts";

/**
 * A new comment notifies the authors of the latest comments before it, up to this number of
 * comments.
 */
const maxRecentComments = 100;

/** Reads the comment that a new one answers. */
async function answeredComment(context: OperationContext, id: string): Promise<Comment> {
  const [comment] = await context.get(comments, [id]);
  if (comment?.taskId !== context.task().id)
    throw new TaskwireError("not_found", "This task has no such comment to answer.");
  checkNotDeleted(comment);
  return comment;
}

async function recentAuthors(context: OperationContext): Promise<string[]> {
  const { records } = await context.list(comments, {
    index: "task",
    equals: { taskId: context.task().id },
    limit: maxRecentComments,
    order: "desc",
  });
  return records.map(({ authorId }) => authorId);
}

/**
 * Returns the candidates for a comment on the task: the involved people, the recent authors and the
 * followers.
 */
function participants(involved: readonly string[], authors: readonly string[]): Candidate[] {
  const people = new Set([...involved, ...authors]);
  return [
    ...[...people].map((to): Candidate => ({ to, reason: "comment" })),
    { to: { level: "all" }, reason: "comment" },
  ];
}

const post = command({
  name: "comments.post",
  target: "task",
  permission: "comment.post",
  summary: "Post a comment on a task. With `replyTo`, it answers another comment.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/comments" },
  creates: "/boards/:boardId/tasks/:taskId/comments/:id",
  input: z.strictObject({ ...onTask, ...postInput }),
  output: commentSchema,
  async run(context, { boardId, taskId, text, spans, confirm, replyTo }) {
    const found = await mentionsIn(context, { text, spans, confirm }, taskScope);
    const { mentions, unreached, candidates } = found;
    const answered = replyTo === undefined ? undefined : await answeredComment(context, replyTo);
    const authors = await recentAuthors(context);
    // A thread has one level: an answer to an answer belongs to the thread's first comment.
    const thread = answered ? (answered.replyTo ?? answered.id) : null;
    const comment: Comment = {
      ...newPost(context, { boardId, text, mentions, unreached, replyTo: thread }),
      taskId,
      resolvedBy: null,
      resolvedAt: null,
    };
    emitComment(context, "comment.posted", comment, [
      ...candidates,
      ...(answered ? [{ to: answered.authorId, reason: "reply" as const }] : []),
      ...participants(context.task().involved, authors),
    ]);
    return comment;
  },
});

const edit = command({
  name: "comments.edit",
  target: "comment",
  permission: "comment.edit",
  summary: "Edit a comment. Only newly mentioned people are notified.",
  route: { method: "PATCH", path: "/boards/:boardId/tasks/:taskId/comments/:commentId" },
  input: z.strictObject({ ...onComment, ...editInput }),
  output: commentSchema,
  async run(context, { text, spans, confirm }) {
    const before = context.comment();
    checkNotDeleted(before);
    const found = await mentionsIn(
      context,
      { text, spans, confirm, before: before.mentions },
      taskScope,
    );
    const { mentions, unreached, candidates } = found;
    const comment = editedPost(before, { text, mentions, unreached }, context.now);
    if (comment === before) return before;
    const { added, removed } = mentionChange(before.mentions, mentions, candidates);
    emitComment(context, "comment.edited", comment, added);
    const about = `comment:${comment.id}`;
    for (const which of removed) context.resolve({ about, ...which, resolution: "edited_out" });
    if (before.text !== text) builtIn(context).reword({ about });
    return comment;
  },
});

const remove = command({
  name: "comments.delete",
  target: "comment",
  permission: "comment.delete",
  summary:
    "Delete a comment. It stays in the thread without its text. The text is removed from the log too.",
  route: { method: "DELETE", path: "/boards/:boardId/tasks/:taskId/comments/:commentId" },
  input: z.strictObject(onComment),
  output: commentSchema,
  run(context) {
    const before = context.comment();
    if (before.deletedAt !== null) return before;
    const comment = deletedPost(before, context);
    emitComment(context, "comment.deleted", comment);
    context.resolve({ about: `comment:${comment.id}`, resolution: "deleted" });
    return comment;
  },
});

/** Operations that write comments on tasks. */
export const commentOperations = {
  "comments.post": post,
  "comments.edit": edit,
  "comments.delete": remove,
};
