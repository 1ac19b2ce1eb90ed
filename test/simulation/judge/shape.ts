import type { BoardSnapshot } from "@taskwire/client/board";
import type { CommentsSnapshot } from "@taskwire/client/comments";
import type { InboxSnapshot } from "@taskwire/client/inbox";
import type { RoomSnapshot } from "@taskwire/client/room";

/** A state in comparable form: its records as JSON, by part. */
export type Shape = { readonly [part: string]: readonly string[] };

/**
 * Returns the value with the fields of its objects sorted, so that equal values have equal JSON.
 */
export function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== "object") return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, ordered(field)]));
}

export const shapeOf = (parts: { readonly [part: string]: readonly unknown[] }): Shape =>
  Object.fromEntries(
    Object.entries(parts).map(([part, list]) => [
      part,
      list.map((one) => JSON.stringify(ordered(one))),
    ]),
  );

/** A board store's records, without the fields that the store derives. */
export function shapeOfSnapshot({ board, members, tasks }: BoardSnapshot): Shape {
  return shapeOf({
    board: [board],
    members,
    tasks: tasks.map(({ subtasks: _, progress: __, available: ___, ...task }) => task),
    subtasks: tasks.flatMap(({ subtasks }) =>
      subtasks.map(({ available: _, ...subtask }) => subtask),
    ),
  });
}

/** A room store's records that the server has too. */
export function shapeOfRoom({ room, members, messages }: RoomSnapshot): Shape {
  const posted = messages.filter(({ state }) => state === "sent");
  return shapeOf({
    room: [room],
    members,
    messages: posted.map(
      ({ state: _, isMine: __, author: ___, error: ____, available: _____, ...message }) => message,
    ),
  });
}

/** A comments store's records that the server has too. */
export function shapeOfComments({ task, comments }: CommentsSnapshot): Shape {
  const posted = comments.filter(({ state }) => state === "sent");
  return shapeOf({
    task: [task],
    comments: posted.map(
      ({ state: _, isMine: __, author: ___, error: ____, available: _____, ...comment }) => comment,
    ),
  });
}

/**
 * Compares the notifications that an inbox shows, to the last word, and the number of unread ones. An
 * inbox that followed by events says the same as one that is read now.
 */
export function judgeInbox(
  held: Pick<InboxSnapshot, "notifications" | "unread">,
  kept: Pick<InboxSnapshot, "notifications" | "unread">,
): string[] {
  const recordsOf = ({ notifications }: Pick<InboxSnapshot, "notifications">) =>
    shapeOf({ notifications: notifications.slice(0, 50) });
  const unread =
    held.unread === kept.unread ? [] : [`shows ${held.unread} unread, there are ${kept.unread}`];
  return [...difference(recordsOf(held), recordsOf(kept)), ...unread];
}

/** Lists the differences between two shapes. */
export function difference(held: Shape, kept: Shape): string[] {
  return Object.keys(kept).flatMap((part) => [
    ...(held[part] ?? [])
      .filter((one) => !kept[part]?.includes(one))
      .map((one) => `holds ${part} ${one}`),
    ...(kept[part] ?? [])
      .filter((one) => !held[part]?.includes(one))
      .map((one) => `lacks ${part} ${one}`),
  ]);
}
