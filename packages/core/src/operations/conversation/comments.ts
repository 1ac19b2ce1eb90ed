import { z } from "zod";
import type { OperationContext } from "../../engine/operation/context.ts";
import { command, query } from "../../engine/operation/definition.ts";
import { TaskwireError } from "../../errors.ts";
import { boardSchema } from "../../model/board.ts";
import { type Comment, commentSchema, comments } from "../../model/comment.ts";
import { idSchema } from "../../model/id.ts";
import { memberSchema } from "../../model/member.ts";
import { spansSchema } from "../../model/mention-span.ts";
import { taskSchema } from "../../model/task.ts";
import { boardTopic } from "../../model/topic.ts";
import type { Candidate } from "../../notifications/request.ts";
import { onComment, onTask } from "../input.ts";
import { editedOut, newlyMentioned } from "./mention-change.ts";
import { mentionsIn, taskScope } from "./mention-scope.ts";
import {
  authorsOf,
  authorsSchema,
  checkNotDeleted,
  pageInput,
  pageOf,
  postEvent,
  postInput,
  postText,
  withoutText,
} from "./posts.ts";
import { suggestInput, suggestOutput, taskSuggestions } from "./suggestions.ts";

/** So many comments back, their authors count as taking part. */
const lookBack = 100;

function emitComment(
  context: OperationContext,
  type: string,
  comment: Comment,
  candidates: readonly Candidate[] = [],
): void {
  const { id, boardId, taskId } = comment;
  const { involved } = context.task();
  const { member } = context.facts;
  const place = { about: `comment:${id}`, boardId, taskId, commentId: id };
  context.emit({
    topic: boardTopic(boardId),
    subject: id,
    // Whoever sees the task. A change of whom it involves is an event of the task's own.
    audience: { before: involved, after: involved },
    put: { comment: [comments, comment] },
    // Who is new to a thread is drawn by name too.
    ...(member &&
      type === "comment.posted" && { data: { author: { id: member.userId, name: member.name } } }),
    ...postEvent(type, place, comment, candidates),
  });
}

async function commentOf(context: OperationContext, id: string): Promise<Comment> {
  const [comment] = await context.get(comments, [id]);
  if (comment?.taskId !== context.task().id)
    throw new TaskwireError("not_found", "This task has no such comment to answer.");
  checkNotDeleted(comment);
  return comment;
}

/** Everybody who has to do with the task: who asked, who works on it, who has said something, who follows it. */
async function concerned(context: OperationContext): Promise<Candidate[]> {
  const { id: taskId, involved } = context.task();
  const { records } = await context.list(comments, {
    index: "task",
    equals: { taskId },
    limit: lookBack,
    order: "desc",
  });
  const people = new Set([...involved, ...records.map(({ authorId }) => authorId)]);
  return [
    ...[...people].map((to): Candidate => ({ to, reason: "comment" })),
    { to: { level: "all" }, reason: "comment" },
  ];
}

const post = command({
  name: "comments.post",
  target: "task",
  permission: "comment.post",
  summary: "Say something about a task, in answer to a comment if one is named.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/comments" },
  input: z.strictObject({ ...onTask, ...postInput }),
  output: commentSchema,
  async run(context, { boardId, taskId, text, spans, replyTo, confirm }) {
    const { mentions, candidates } = await mentionsIn(context, { text, spans, confirm }, taskScope);
    const answered = replyTo === undefined ? undefined : await commentOf(context, replyTo);
    const comment: Comment = {
      id: context.newId(),
      version: 0,
      boardId,
      taskId,
      authorId: context.actor.userId,
      text,
      mentions: [...mentions],
      // A thread has one level: an answer to an answer belongs to its beginning.
      replyTo: answered ? (answered.replyTo ?? answered.id) : null,
      createdAt: context.now,
      editedAt: null,
      deletedAt: null,
      deletedBy: null,
      resolvedBy: null,
      resolvedAt: null,
    };
    const reply: Candidate[] = answered ? [{ to: answered.authorId, reason: "reply" }] : [];
    emitComment(context, "comment.posted", comment, [
      ...candidates,
      ...reply,
      ...(await concerned(context)),
    ]);
    return comment;
  },
});

const edit = command({
  name: "comments.edit",
  target: "comment",
  permission: "comment.edit",
  summary: "Change what one said. Only who is newly mentioned is told.",
  route: { method: "PATCH", path: "/boards/:boardId/tasks/:taskId/comments/:commentId" },
  input: z.strictObject({
    ...onComment,
    text: postText,
    spans: spansSchema,
    confirm: postInput.confirm,
  }),
  output: commentSchema,
  async run(context, { text, spans, confirm }) {
    const before = context.comment();
    checkNotDeleted(before);
    const { mentions, candidates } = await mentionsIn(context, { text, spans, confirm }, taskScope);
    const comment = { ...before, text, mentions: [...mentions], editedAt: context.now };
    if (text === before.text && JSON.stringify(mentions) === JSON.stringify(before.mentions))
      return before;
    emitComment(context, "comment.edited", comment, newlyMentioned(before, candidates));
    editedOut(context, `comment:${comment.id}`, before, comment);
    return comment;
  },
});

const remove = command({
  name: "comments.delete",
  target: "comment",
  permission: "comment.delete",
  summary: "Take back what was said. Its place stays; the text is gone from the log too.",
  route: { method: "DELETE", path: "/boards/:boardId/tasks/:taskId/comments/:commentId" },
  input: z.strictObject(onComment),
  output: commentSchema,
  run(context) {
    const before = context.comment();
    if (before.deletedAt !== null) return before;
    const comment: Comment = { ...before, ...withoutText(context) };
    emitComment(context, "comment.deleted", comment);
    context.resolve({ about: `comment:${comment.id}`, resolution: "deleted" });
    return comment;
  },
});

function setResolved(context: OperationContext, resolved: boolean): Comment {
  const before = context.comment();
  if (before.replyTo !== null)
    throw new TaskwireError(
      "refused",
      "This is an answer; name the comment that began the thread.",
      {
        rule: "thread",
        commentId: before.replyTo,
      },
    );
  if ((before.resolvedAt !== null) === resolved) return before;
  const by = resolved ? context.actor.userId : null;
  const comment = { ...before, resolvedBy: by, resolvedAt: resolved ? context.now : null };
  emitComment(context, resolved ? "comment.resolved" : "comment.reopened", comment);
  return comment;
}

const resolve = command({
  name: "comments.resolve",
  target: "comment",
  permission: "comment.resolve",
  summary: "Say that a thread is settled.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/comments/:commentId/resolve" },
  input: z.strictObject(onComment),
  output: commentSchema,
  run: (context) => setResolved(context, true),
});

const reopen = command({
  name: "comments.reopen",
  target: "comment",
  permission: "comment.resolve",
  summary: "Take back that a thread is settled.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/comments/:commentId/reopen" },
  input: z.strictObject(onComment),
  output: commentSchema,
  run: (context) => setResolved(context, false),
});

const list = query({
  name: "comments.list",
  target: "task",
  permission: "member",
  summary:
    "Comments on a task: the newest, those before a comment (newest first), or those after one (oldest first); with the task, who one is on the board, and the cursor to follow the board from.",
  route: { method: "GET", path: "/boards/:boardId/tasks/:taskId/comments" },
  input: z.strictObject({ ...onTask, ...pageInput }),
  output: z.object({
    board: boardSchema,
    me: memberSchema.nullable(),
    task: taskSchema,
    comments: z.array(commentSchema),
    authors: authorsSchema,
    next: idSchema.nullable(),
    cursor: z.string(),
  }),
  async run(context, { boardId, taskId, before, after, limit }) {
    const cursor = await context.cursor(boardTopic(boardId));
    const { records, next } = await pageOf(
      context,
      comments,
      "task",
      { taskId },
      { before, after, limit },
    );
    return {
      board: context.board(),
      me: context.facts.member ?? null,
      task: context.task(),
      comments: records,
      authors: await authorsOf(context, records),
      next,
      cursor,
    };
  },
});

const suggest = query({
  name: "comments.suggest",
  target: "task",
  permission: "member",
  summary: "Whom somebody may mean who has typed this much after an at-sign in a comment.",
  route: { method: "GET", path: "/boards/:boardId/tasks/:taskId/suggestions" },
  input: z.strictObject({ ...onTask, ...suggestInput }),
  output: suggestOutput,
  run: (context, { query, limit }) => taskSuggestions(context, query, limit),
});

/** What is said about tasks. */
export const commentOperations = {
  "comments.post": post,
  "comments.edit": edit,
  "comments.delete": remove,
  "comments.resolve": resolve,
  "comments.reopen": reopen,
  "comments.list": list,
  "comments.suggest": suggest,
};
