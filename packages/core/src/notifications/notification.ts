import { createHash } from "node:crypto";
import { type Notification, notifications } from "../model/notification.ts";
import type { AnyReason } from "../model/reason.ts";
import { userTopic } from "../model/topic.ts";
import type { SourceEvent } from "./decide.ts";
import type { ReasonRules } from "./reasons.ts";
import type { NotificationRequest } from "./request.ts";

const maxExcerptLength = 140;

/** 192 bits: nobody can find two ids of people with the same hash. */
const hashLength = 32;

/**
 * The id of a person's notification of an event. It is the same each time, so none is written twice.
 * Notifications sort by the age of their events.
 */
export const notificationId = (eventId: string, userId: string): string =>
  `${eventId}.${createHash("sha256").update(userId).digest("base64url").slice(0, hashLength)}`;

/** A person's new notification of an event. The strongest reason comes first. */
export function notificationFor(
  userId: string,
  unsorted: readonly AnyReason[],
  {
    about,
    boardId,
    taskId,
    roomId,
    messageId,
    commentId,
    excerpt,
  }: Omit<NotificationRequest<AnyReason>, "candidates">,
  { eventId, type, actor }: SourceEvent,
  now: string,
  rules: ReasonRules,
): Notification {
  const reasons = rules.sorted(unsorted);
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
    critical: reasons.some((one) => rules.isCritical(one)),
    state: "open",
    resolution: null,
    decidedBy: null,
    createdAt: now,
    updatedAt: now,
  };
}

/** The event that brings a new or changed notification to its person, in their own topic. */
export const notificationEvent = (
  type: "notification.created" | "notification.changed",
  notification: Notification,
) => ({
  topic: userTopic(notification.userId),
  type,
  subject: notification.id,
  audience: null,
  put: { notification: [notifications, notification] as const },
});

/**
 * The beginning of a text, on one line, with an ellipsis if it is cut. It is not cut between a letter
 * and its combining marks.
 */
export function shorten(text: string): string {
  // Looks only at as much as can be shown, because a text may be long.
  const line = text
    .slice(0, maxExcerptLength * 4)
    .replace(/\s+/gu, " ")
    .trim();
  const characters = [...line];
  if (characters.length <= maxExcerptLength && text.length <= maxExcerptLength * 4) return line;
  let end = Math.min(maxExcerptLength, characters.length);
  while (end > 0 && /^[\p{M}\u200d]/u.test(characters[end] ?? "")) end--;
  return `${characters.slice(0, end).join("").toWellFormed()}…`;
}
