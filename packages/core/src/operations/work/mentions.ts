import {
  builtIn,
  type CountCondition,
  type OperationContext,
} from "../../engine/operation/context.ts";
import { comments } from "../../model/comment.ts";
import { messages } from "../../model/message.ts";
import { type Notification, notifications } from "../../model/notification.ts";
import { postOf } from "../conversation/unread.ts";
import { readableNotifications } from "../inbox/readable-notifications.ts";
import { maxScanned, type WorkPage, type WorkQuery } from "./work-page.ts";

/** Maximum number of posts after a mention in which an answer is searched. */
const maxPosts = 500;

const states = ["open", "read"] as const;

/** Whether the person has written in the room or on the task after they were mentioned. */
async function isAnswered(one: Notification, context: OperationContext): Promise<boolean> {
  const { userId, roomId, taskId } = one;
  const post = postOf(one);
  const read = await builtIn(context).readUnguarded(post ? [post] : []);
  const number = post && read(post)?.number;
  if (!post || number === undefined) return false;
  const where: CountCondition[] = [
    ["authorId", "is", userId],
    ["deletedAt", "is", null],
  ];
  const query = { where, limit: 1, scan: maxPosts };
  const [table, index, equals] =
    post.collection === "messages"
      ? ([messages, "room", { roomId }] as const)
      : ([comments, "task", { taskId }] as const);
  const after = [...Object.values(equals), number, post.id];
  const since = { ...query, index, equals, after };
  return (await builtIn(context).count(table as typeof messages, since)) > 0;
}

/**
 * Reads the mentions that the caller has neither answered nor marked as done: first the unread
 * ones, each group from the newest to the oldest.
 */
export async function mentionPage(
  { limit, after, budget }: WorkQuery,
  context: OperationContext,
): Promise<WorkPage<Notification>> {
  const { userId } = context.actor;
  const [afterState = "", afterNumber = 0, afterId = ""] = after ?? [];
  const entries: Notification[] = [];
  let place = after ?? null;
  let left = maxScanned;
  for (const state of states.slice(Math.max(0, states.indexOf(afterState as "open")))) {
    const from = state === afterState ? { after: [userId, state, afterNumber, afterId] } : {};
    const query = { index: "state", equals: { userId, state }, limit: left, ...from };
    const page = await context.list(notifications, { ...query, order: "desc" });
    const mentions = page.records.filter(({ reasons }) =>
      reasons.some((reason) => reason === "mention" || reason.startsWith("mention.")),
    );
    const readable = new Map(
      (await readableNotifications(context, mentions)).map((one) => [one.id, one]),
    );
    for (const { id, number } of page.records) {
      if (entries.length === limit) return { entries, next: place };
      const one = readable.get(id);
      if (one && !one.withheld && !(await isAnswered(one, context))) {
        if (!budget.takes(one)) return { entries, next: place };
        entries.push(one);
      }
      place = [state, number, id];
    }
    left -= page.records.length;
    if (page.next !== null || left === 0) return { entries, next: place };
  }
  return { entries, next: null };
}
