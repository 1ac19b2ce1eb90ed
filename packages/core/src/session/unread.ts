import type { Log } from "../log/log.ts";
import { maxUnread, notifications, unreadQuery } from "../model/notification.ts";
import { userTopic } from "../model/topic.ts";

/**
 * Counts a person's unread notifications, up to {@link maxUnread}. `at` is the number of an event
 * in their own topic. The count certainly includes all events up to it.
 */
export async function unreadOf(
  userId: string,
  log: Pick<Log, "heads" | "count">,
): Promise<{ unread: number; at: number }> {
  // The head is read first: a notification that arrives in between is counted here, and counted
  // again under its own number. In the other order, it could be missing in both counts.
  const [head] = await log.heads([userTopic(userId)]);
  const query = { ...unreadQuery(userId), limit: maxUnread, scan: maxUnread };
  return { unread: await log.count(notifications.name, query), at: head?.number ?? 0 };
}
