import type { EngineParts } from "../../engine/attempt.ts";
import { notificationStates, notifications } from "../../model/notification.ts";
import { userTopic } from "../../model/topic.ts";
import { users } from "../../model/user.ts";
import { pagesOf, untilKept } from "../deletion/pages.ts";

const pageSize = 100;

/**
 * For each kind of a person's data, the time before which it is deleted. Undefined if this kind of
 * data is always kept.
 */
export interface PersonalLimits {
  readonly notifications: string | undefined;
  readonly unread: string | undefined;
  readonly log: string | undefined;
}

/** Deletes old notifications of all people, and the old part of their logs. */
export async function* expirePersonal(
  limits: PersonalLimits,
  parts: EngineParts,
): AsyncGenerator<void, void, undefined> {
  for await (const people of pagesOf(users, { index: "name", equals: {} }, parts.storage))
    for (const { id } of people) yield* expireInbox(id, limits, parts);
}

async function* expireInbox(
  userId: string,
  limits: PersonalLimits,
  parts: EngineParts,
): AsyncGenerator<void, void, undefined> {
  for (const state of notificationStates) {
    const before = state === "open" ? limits.unread : limits.notifications;
    if (before !== undefined) yield* expireState({ userId, state }, before, parts);
  }
  if (limits.log === undefined) return;
  await parts.storage.trim({ topic: userTopic(userId), before: limits.log });
  yield;
}

/** Deletes a person's old notifications in one state. They are listed in the order of their events. */
const expireState = (
  equals: { readonly userId: string; readonly state: string },
  before: string,
  parts: EngineParts,
) =>
  untilKept(
    notifications,
    { index: "state", equals, limit: pageSize },
    (found, context) => {
      const old = found.filter(({ createdAt }) => createdAt < before);
      // Their earlier events lose the words too. Nothing else finds these events when a text is deleted later.
      for (const { id } of old)
        context.emit({
          topic: userTopic(equals.userId),
          type: "notification.expired",
          subject: id,
          audience: null,
          erase: { notifications: [[notifications, { id }]] },
          redact: true,
        });
      return old.length;
    },
    parts,
  );
