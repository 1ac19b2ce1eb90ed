import { type Notification, notifications } from "../model/notification.ts";
import { own } from "../model/own.ts";
import type { AnyReason } from "../model/reason.ts";
import { userTopic } from "../model/topic.ts";
import type { SourceEvent } from "./decide.ts";
import { shorten } from "./excerpt.ts";
import type { ReasonRules } from "./reasons.ts";
import type { NotificationRequest } from "./request.ts";
import type { Names } from "./words.ts";

/**
 * The id of a person's notification of an event. If a job is repeated, it makes the same id again,
 * so no notification is written twice. A job can write several notifications of one event for the
 * same person: each is `about` another thing. Neither ids of events nor `about` have a `|`, so no
 * two ids are the same.
 */
export const notificationId = (eventId: string, userId: string, about?: string): string =>
  `${eventId}${about === undefined ? "" : `+${about}`}|${userId}`;

let shortened = { text: "", excerpt: "" };

/**
 * The beginning of a text. All recipients of an event get the same text, and shortening a long text
 * takes a while. So the last result is kept.
 */
function excerptOf(text: string): string {
  if (text !== shortened.text) shortened = { text, excerpt: shorten(text) };
  return shortened.excerpt;
}

/** A notification that is not stored yet. The storage gives it its number. */
export type NewNotification = Omit<Notification, "number">;

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
    seats,
  }: Omit<NotificationRequest<AnyReason>, "candidates">,
  names: Names,
  { eventId, type, actor }: SourceEvent,
  now: string,
  rules: ReasonRules,
): NewNotification {
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
    ...names,
    excerpt: excerpt === undefined ? null : excerptOf(excerpt),
    withheld: false,
    critical: reasons.some((one) => rules.isCritical(one)),
    state: "open",
    resolution: null,
    decidedBy: null,
    for: reasons.includes("approval.requested") ? forOf(userId, own(seats, userId)) : null,
    createdAt: now,
    updatedAt: now,
  };
}

/** The value of `Notification.for`: null if the person is asked only for their own vote. */
export const forOf = (userId: string, seats: readonly string[] = []): string[] | null =>
  seats.some((seat) => seat !== userId) ? [...seats] : null;

/** The event that brings a new or changed notification to its person, in their own topic. */
export const notificationEvent = <Type extends "notification.created" | "notification.changed">(
  type: Type,
  notification: Type extends "notification.created" ? NewNotification : Notification,
  like?: NewNotification,
) => ({
  topic: userTopic(notification.userId),
  type,
  subject: notification.id,
  audience: null,
  put: {
    notification: like
      ? ([notifications, notification, like] as const)
      : ([notifications, notification] as const),
  },
});

/**
 * The events that bring a new notification to each of several people. Most of these notifications differ only
 * in their ids and people. Such a one is a copy of an earlier one, and its event says so.
 */
export function createdEvents(
  recipients: ReadonlyMap<string, readonly AnyReason[]>,
  request: Omit<NotificationRequest<AnyReason>, "candidates">,
  names: Names,
  source: SourceEvent,
  now: string,
  rules: ReasonRules,
) {
  let first: NewNotification | undefined;
  let itsReasons: readonly AnyReason[] = [];
  return Array.from(recipients, ([userId, reasons]) => {
    if (first?.for === null && !own(request.seats, userId) && areSame(reasons, itsReasons)) {
      const one = { ...first, id: notificationId(source.eventId, userId), userId };
      return notificationEvent("notification.created", one, first);
    }
    first = notificationFor(userId, reasons, request, names, source, now, rules);
    itsReasons = reasons;
    return notificationEvent("notification.created", first);
  });
}

const areSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((one, i) => one === others[i]);
