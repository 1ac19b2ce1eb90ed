import { createHash } from "node:crypto";
import { type Notification, notifications } from "../model/notification.ts";
import type { Reason } from "../model/reason.ts";
import { userTopic } from "../model/topic.ts";
import type { SourceEvent } from "./decide.ts";
import { byStrength, isCritical } from "./reasons.ts";
import type { NotificationRequest } from "./request.ts";

const excerptLength = 140;

/** The id of somebody's row for an event: whoever writes it a second time finds it there. Rows sort by the age of their events. */
export const notificationId = (eventId: string, userId: string): string =>
  `${eventId}.${createHash("sha256").update(userId).digest("base64url").slice(0, 12)}`;

/** A person's row for an event. */
export function notificationFor(
  userId: string,
  given: readonly Reason[],
  {
    about,
    boardId,
    taskId,
    roomId,
    messageId,
    commentId,
    excerpt,
  }: Omit<NotificationRequest, "candidates">,
  { eventId, type, actor }: SourceEvent,
  now: string,
): Notification {
  const reasons = [...given].sort(byStrength);
  const [reason = "message"] = reasons;
  return {
    id: notificationId(eventId, userId),
    version: 0,
    userId,
    reason,
    reasons,
    type,
    eventId,
    about,
    boardId,
    taskId: taskId ?? null,
    roomId: roomId ?? null,
    messageId: messageId ?? null,
    commentId: commentId ?? null,
    actor,
    excerpt: excerpt === undefined ? null : shorten(excerpt),
    critical: reasons.some(isCritical),
    state: "open",
    resolution: null,
    decidedBy: null,
    createdAt: now,
    updatedAt: now,
  };
}

/** Says in its person's own topic that a row is new, or that it has changed: to be emitted. */
export const notificationEvent = (
  type: "notification.created" | "notification.changed",
  row: Notification,
) => ({
  topic: userTopic(row.userId),
  type,
  subject: row.id,
  audience: null,
  put: { notification: [notifications, row] as const },
});

/** The beginning of a text in one line. A mark stays with the letter that it sits on. */
export function shorten(text: string): string {
  // No more is looked at than can be shown: a text may be long.
  const line = text
    .slice(0, excerptLength * 4)
    .replace(/\s+/gu, " ")
    .trim();
  const characters = [...line];
  if (characters.length <= excerptLength && text.length <= excerptLength * 4) return line;
  let end = Math.min(excerptLength, characters.length);
  while (end > 0 && /^[\p{M}\u200d]/u.test(characters[end] ?? "")) end--;
  return `${characters.slice(0, end).join("").toWellFormed()}…`;
}
