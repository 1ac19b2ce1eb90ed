import type { Log } from "../log/log.ts";
import { maxUnread, notifications, unreadQuery } from "../model/notification.ts";

/** Counts a person's unread notifications, up to {@link maxUnread}. */
export const countUnread = (userId: string, log: Pick<Log, "count">): Promise<number> =>
  log.count(notifications.name, { ...unreadQuery(userId), limit: maxUnread, scan: maxUnread });
