import { z } from "zod";
import { query } from "../../engine/operation/definition.ts";
import { onTask } from "../../engine/operation/target-ids.ts";
import { boardSchema } from "../../model/board.ts";
import { commentSchema, comments } from "../../model/comment.ts";
import { idSchema } from "../../model/id.ts";
import { memberSchema } from "../../model/member.ts";
import { taskSchema } from "../../model/task.ts";
import { boardTopic } from "../../model/topic.ts";
import { AnswerBudget } from "../answer-budget.ts";
import { authorsSchema, postPage, postPageInput } from "./post-pages.ts";
import { suggestInput, suggestOutput, taskSuggestions } from "./suggestions.ts";

const list = query({
  name: "comments.list",
  target: "task",
  permission: "member",
  summary:
    "List the comments on a task: the newest ones, or those before a comment (newest first), or those after a comment (oldest first). The result also has the task, the caller's membership of the board, and the cursor from which to follow the board.",
  route: { method: "GET", path: "/boards/:boardId/tasks/:taskId/comments" },
  input: z.strictObject({ ...onTask, ...postPageInput }),
  output: z.object({
    board: boardSchema,
    me: memberSchema.nullable(),
    task: taskSchema,
    comments: z.array(commentSchema),
    authors: authorsSchema,
    next: idSchema.nullable(),
    cursor: z.string(),
  }),
  async run(context, { boardId, taskId, ...page }) {
    // The cursor is read first. So an event that is committed between the reads is delivered again,
    // and not missed.
    const cursor = await context.cursor(boardTopic(boardId));
    const query = { index: "task", equals: { taskId }, ...page };
    const about = {
      board: context.board(),
      me: context.facts.member ?? null,
      task: context.task(),
    };
    const budget = AnswerBudget.of(context, about);
    const { posts, authors, next } = await postPage(context, comments, query, budget);
    return {
      ...about,
      comments: posts,
      authors,
      next,
      cursor,
    };
  },
});

const suggest = query({
  name: "comments.suggest",
  target: "task",
  permission: "member",
  summary:
    "Suggest people and groups to mention in a comment. `query` is the text that was typed after the at-sign.",
  route: { method: "GET", path: "/boards/:boardId/tasks/:taskId/suggestions" },
  input: z.strictObject({ ...onTask, ...suggestInput }),
  output: suggestOutput,
  run: (context, { query, limit }) => taskSuggestions(context, query, limit),
});

/** Operations that read the comments on a task. */
export const commentListOperations = {
  "comments.list": list,
  "comments.suggest": suggest,
};
