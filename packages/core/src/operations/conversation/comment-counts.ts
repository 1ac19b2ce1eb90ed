import { z } from "zod";
import {
  builtIn,
  type CountCondition,
  type OperationContext,
} from "../../engine/operation/context.ts";
import { command, query } from "../../engine/operation/definition.ts";
import { onBoard, onComment } from "../../engine/operation/target-ids.ts";
import { TaskwireError } from "../../errors.ts";
import { maySee } from "../../model/access.ts";
import { comments } from "../../model/comment.ts";
import {
  type CommentMarker,
  commentMarkerId,
  commentMarkerSchema,
  commentMarkers,
} from "../../model/comment-marker.ts";
import { idSchema } from "../../model/id.ts";
import { tasks } from "../../model/task.ts";
import { userTopic } from "../../model/topic.ts";
import {
  changeNotifications,
  maxChanges,
  moreSchema,
  unreadNotifications,
} from "../inbox/change-notifications.ts";
import { notificationsUpTo, unreadAfter } from "./unread.ts";

/** Comments are counted up to this number. */
const maxCount = 1_000;
/**
 * Unread comments are counted up to `limit`, among the first `scan` comments after the read marker.
 */
const maxUnread = { limit: 100, scan: 1_000 };
/** Maximum number of tasks in one call. */
const maxTasks = 50;

const countSchema = z.object({
  taskId: idSchema,
  comments: z.int().meta({
    description: `The number of comments that are not deleted, counted up to ${maxCount}.`,
  }),
  unread: z.int().meta({
    description: `The number of other people's comments that the caller has not read, counted up to ${maxUnread.limit}.`,
  }),
});

async function countsOf(
  taskId: string,
  marker: CommentMarker | undefined,
  context: OperationContext,
): Promise<z.infer<typeof countSchema>> {
  const query = { index: "task", equals: { taskId } };
  const counting = builtIn(context);
  const present: CountCondition = ["deletedAt", "is", null];
  const bounds = { limit: maxCount, scan: maxCount };
  const all = await counting.count(comments, { ...query, ...bounds, where: [present] });
  const { member } = context.facts;
  if (all === 0 || !member) return { taskId, comments: all, unread: 0 };
  const unread = await counting.count(comments, {
    ...query,
    ...maxUnread,
    after: unreadAfter(taskId, marker, member),
    where: [["authorId", "not", member.userId], present],
  });
  return { taskId, comments: all, unread };
}

const counts = query({
  name: "comments.counts",
  target: "board",
  permission: "member",
  summary:
    "Count the comments on some tasks, and those that the caller has not read. Tasks that the caller may not see are left out.",
  route: { method: "GET", path: "/boards/:boardId/comment-counts" },
  input: z.strictObject({ ...onBoard, taskIds: z.array(idSchema).min(1).max(maxTasks) }),
  output: z.object({ counts: z.array(countSchema) }),
  async run(context, { boardId, taskIds }) {
    const { userId } = context.actor;
    const ids = [...new Set(taskIds)];
    const [found, markers] = await Promise.all([
      context.get(tasks, ids),
      context.get(
        commentMarkers,
        ids.map((taskId) => commentMarkerId(taskId, userId)),
      ),
    ]);
    const counted = found.map(async (task, i) =>
      task?.boardId === boardId && maySee(task, context.access, userId)
        ? countsOf(task.id, markers[i], context)
        : undefined,
    );
    return { counts: (await Promise.all(counted)).filter((one) => one !== undefined) };
  },
});

const read = command({
  name: "comments.read",
  target: "comment",
  permission: "member",
  onArchived: true,
  summary: `Mark the comments on a task as read up to a comment, and with them the notifications of the comments until there. The marker never goes back to an earlier comment. A call changes at most ${maxChanges} notifications.`,
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/comments/:commentId/read" },
  input: z.strictObject(onComment),
  output: z.object({ commentMarker: commentMarkerSchema, more: moreSchema }),
  async run(context, { boardId, taskId, commentId }) {
    const { userId } = context.actor;
    if (!context.facts.member)
      throw new TaskwireError("refused", "Only members of the board can mark comments as read.", {
        rule: "member",
      });
    const id = commentMarkerId(taskId, userId);
    const [before] = await context.get(commentMarkers, [id]);
    const { number } = context.comment();
    const isThere = before !== undefined && before.number >= number;
    const unread = await unreadNotifications(context, { taskId });
    const commentMarker = isThere
      ? before
      : { id, version: 0, userId, boardId, taskId, commentId, number };
    if (!isThere)
      context.emit({
        topic: userTopic(userId),
        type: "task.read",
        subject: taskId,
        audience: null,
        put: { commentMarker: [commentMarkers, commentMarker] },
      });
    const ids = await notificationsUpTo(context, unread, commentMarker.number);
    const { changed, more } = await changeNotifications(context, ids, "read");
    return { commentMarker, more: more && changed > 0 };
  },
});

/** Operations that count comments, and that mark them as read. */
export const commentCountOperations = { "comments.counts": counts, "comments.read": read };
