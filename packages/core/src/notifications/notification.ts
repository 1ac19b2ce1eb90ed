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
  put: { notification: [notifications, notification] as const },
  ...(like && { like }),
});

/** A person to notify of an event, and why. `for` are the people for whom they can vote, if they can for others. */
interface Notified {
  readonly userId: string;
  readonly reasons: readonly AnyReason[];
  readonly for?: readonly string[] | null | undefined;
}

/**
 * The events that bring a new notification of one event to each of several people. Most of these notifications
 * differ only in their ids and people. Such a one is a copy of an earlier one, and its event says so.
 */
export function createdEvents<T extends Notified>(
  people: Iterable<T>,
  make: (person: T) => NewNotification,
) {
  let first: { readonly of: T; readonly notification: NewNotification } | undefined;
  return Array.from(people, (person) => {
    const { userId, reasons } = person;
    if (first && !person.for && !first.of.for && areSame(reasons, first.of.reasons)) {
      const { notification: like } = first;
      const id = notificationId(like.eventId, userId);
      return notificationEvent("notification.created", { ...like, id, userId }, like);
    }
    first = { of: person, notification: make(person) };
    return notificationEvent("notification.created", first.notification);
  });
}

const areSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((one, i) => one === others[i]);
