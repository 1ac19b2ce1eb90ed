import { z } from "zod";
import type { OperationContext } from "../../engine/operation/context.ts";
import { byteLength } from "../../model/byte-length.ts";
import { type Notification, notifications, unreadQuery } from "../../model/notification.ts";
import { notificationEvent } from "../../notifications/notification.ts";
import { readableNotifications } from "./readable-notifications.ts";

/** The maximum number of notifications that one call changes. */
export const maxChanges = 250;
export const moreSchema = z
  .boolean()
  .meta({ description: "Not all of them fit into one call: call again." });
// An event carries the whole notification, and all events of a command have at most 256 KiB.
const maxBytes = 200_000;

/** The states in which a notification can be marked as read or done. */
const changeableFrom = { read: ["open"], done: ["open", "read"] };

/**
 * Marks notifications of the caller as read or done. Skips resolved notifications and those of
 * other people. If `more` is true, some are left, and the caller should call again.
 */
export async function changeNotifications(
  context: OperationContext,
  ids: readonly string[],
  state: "read" | "done",
): Promise<{ changed: number; more: boolean }> {
  const found = await context.get(notifications, [...new Set(ids.slice(0, maxChanges))]);
  const changeable = found.filter(
    (one): one is Notification =>
      one?.userId === context.actor.userId && changeableFrom[state].includes(one.state),
  );
  const changed = firstThatFit(
    // The event contains the whole notification. So the notification is first brought into the form
    // that the inbox shows.
    (await readableNotifications(context, changeable)).map(
      (one): Notification => ({ ...one, state, updatedAt: context.now }),
    ),
  );
  const hadWords = new Set(changeable.flatMap(({ id, withheld }) => (withheld ? [] : id)));
  for (const one of changed)
    context.emit({
      ...notificationEvent("notification.changed", one),
      // Words that the caller may not read any more are also removed from the log.
      ...(one.withheld && hadWords.has(one.id) && { redact: true as const }),
    });
  return {
    changed: changed.length,
    more: ids.length > maxChanges || changed.length < changeable.length,
  };
}

/**
 * Returns the first notifications, as many as one command can change. The events of all of them
 * must fit into the command.
 */
function firstThatFit(all: readonly Notification[]): readonly Notification[] {
  let bytes = 0;
  const end = all.findIndex((one) => {
    bytes += byteLength(JSON.stringify(one));
    return bytes > maxBytes;
  });
  return end === -1 ? all : all.slice(0, end);
}

interface UnreadFilter {
  readonly upTo?: number | undefined;
  readonly roomId?: string | undefined;
  readonly taskId?: string | undefined;
}

/**
 * Returns the caller's unread notifications, oldest first. Reads one more than a call changes, to
 * know whether there are more.
 */
export async function unreadNotifications(
  context: OperationContext,
  { upTo, roomId, taskId }: UnreadFilter,
): Promise<Notification[]> {
  const query = unreadQuery(context.actor.userId);
  const isPart = roomId !== undefined || taskId !== undefined;
  const unread = isPart
    ? await context.listAll(notifications, query)
    : (await context.list(notifications, { ...query, limit: maxChanges + 1 })).records;
  return unread.filter(
    (one) =>
      (upTo === undefined || one.number <= upTo) &&
      (roomId === undefined || one.roomId === roomId) &&
      (taskId === undefined || one.taskId === taskId),
  );
}
