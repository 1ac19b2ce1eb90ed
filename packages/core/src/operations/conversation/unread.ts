import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { comments } from "../../model/comment.ts";
import { messages } from "../../model/message.ts";
import type { Notification } from "../../model/notification.ts";

/**
 * Returns the place in a list of posts from which they are unread: after the post of the read marker.
 * Without a read marker, the posts since the person was added are unread.
 */
export const unreadAfter = (
  listId: string,
  marker: { readonly number: number } | null | undefined,
  { since }: { readonly since: number },
): readonly unknown[] => [listId, (marker?.number ?? since) + 1, ""];

/** The message or comment that a notification is about. Undefined if it is about something else. */
export function postOf({
  messageId,
  commentId,
}: Pick<Notification, "messageId" | "commentId">):
  | { readonly collection: string; readonly id: string }
  | undefined {
  if (messageId !== null) return { collection: messages.name, id: messageId };
  return commentId === null ? undefined : { collection: comments.name, id: commentId };
}

/** Returns the ids of the notifications that are about a post with at most this number. */
export async function notificationsUpTo(
  context: OperationContext,
  notifications: readonly Notification[],
  number: number,
): Promise<string[]> {
  const about = notifications.flatMap((one) => {
    const post = postOf(one);
    return post ? { id: one.id, post } : [];
  });
  // The number of a post never changes, so the commit need not check it.
  const read = await builtIn(context).readUnguarded(about.map(({ post }) => post));
  return about.flatMap(({ id, post }) => (Number(read(post)?.number ?? 0) <= number ? id : []));
}
