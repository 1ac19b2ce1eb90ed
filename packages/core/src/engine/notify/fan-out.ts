import { comments } from "../../model/comment.ts";
import { type FanOutAudience, type FanOutExcerpt, fanOuts } from "../../model/fan-out.ts";
import { messages } from "../../model/message.ts";
import { own } from "../../model/own.ts";
import { tasks } from "../../model/task.ts";
import { type RequestOutcomes, recipientsOf } from "../../notifications/decide.ts";
import { shorten } from "../../notifications/excerpt.ts";
import { forOf } from "../../notifications/notification.ts";
import type { EngineContext } from "../context.ts";
import { jobEvent, type NotifyParts } from "./notify-parts.ts";

/** The name of the job that writes the notifications of a large audience. */
export const fanOutJob = "taskwire.fan_out";

/**
 * Records which candidates were suppressed and why, because no notification records that. For a
 * large audience it also records the recipients, and writes a job that notifies them.
 */
export function recordFanOut(
  one: RequestOutcomes,
  isLarge: boolean,
  context: EngineContext,
  parts: NotifyParts,
): void {
  // People are never notified of their own acts, so this is not recorded.
  const suppressed = one.outcomes.filter(
    (outcome) => outcome.outcome === "suppressed" && outcome.step !== "actor",
  );
  if (suppressed.length === 0 && !isLarge) return;
  const { source, request } = one;
  const fields = {
    type: source.type,
    about: request.about,
    boardId: request.boardId,
    createdAt: context.now,
    suppressed,
    audience: isLarge ? audienceOf(one, context) : null,
    next: 0,
  };
  context.derive({ kind: "insert", collection: fanOuts.name, id: source.eventId, fields });
  if (isLarge) context.derive(parts.job(fanOutJob, jobEvent(context, source.eventId, {})));
}

/**
 * Returns a large audience as it is at the commit, with the data that the job needs for its
 * notifications.
 */
function audienceOf(
  { source, request, outcomes }: RequestOutcomes,
  context: EngineContext,
): FanOutAudience {
  const { taskId = null, roomId = null, messageId = null, commentId = null, excerpt } = request;
  return {
    actor: source.actor,
    taskId,
    roomId,
    messageId,
    commentId,
    excerpt: excerpt === undefined ? null : excerptOf(request, excerpt, context),
    state: (taskId !== null && context.latest(tasks, taskId)?.state) || null,
    recipients: [...recipientsOf(outcomes)].map(([userId, reasons]) => {
      const seats = forOf(userId, own(request.seats, userId));
      return { userId, reasons, ...(seats && { for: seats }) };
    }),
  };
}

function excerptOf(
  { taskId = "", messageId, commentId = "" }: RequestOutcomes["request"],
  excerpt: string,
  context: EngineContext,
): FanOutExcerpt {
  const post =
    messageId === undefined
      ? context.latest(comments, commentId)
      : context.latest(messages, messageId);
  if (post?.text === excerpt) return { of: "post" };
  return context.latest(tasks, taskId)?.title === excerpt
    ? { of: "task" }
    : { text: shorten(excerpt) };
}
