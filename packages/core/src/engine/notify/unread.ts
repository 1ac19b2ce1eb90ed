import { maxUnread, notifications } from "../../model/notification.ts";
import { userTopic } from "../../model/topic.ts";
import type { Storage } from "../../storage/storage.ts";

/** How many rows of somebody's are unread, counted up to {@link maxUnread}, and up to where in their topic this is surely true. */
export async function unreadOf(
  userId: string,
  storage: Pick<Storage, "heads" | "list">,
): Promise<{ unread: number; at: number }> {
  // The position first: what comes in between is counted, and then counted again under its own number.
  const [head] = await storage.heads([userTopic(userId)]);
  const query = { index: "state", equals: { userId, state: "open" }, limit: maxUnread };
  const { records } = await storage.list(notifications.name, query);
  return { unread: records.length, at: head?.number ?? 0 };
}
