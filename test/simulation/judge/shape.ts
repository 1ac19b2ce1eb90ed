import type { BoardSnapshot } from "@taskwire/client/board";
import type { CommentsSnapshot } from "@taskwire/client/comments";
import type { InboxSnapshot } from "@taskwire/client/inbox";
import type { RoomSnapshot } from "@taskwire/client/room";

/** A state in a form that compares: its records as texts, by part. */
export type Shape = { readonly [part: string]: readonly string[] };

/** A value with the fields of its objects in one order, so that equal ones read the same. */
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

/** What a board's store shows, without what it works out. */
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

/** What a room's store shows of what the server has. */
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

/** What a store of comments shows of what the server has. */
export function shapeOfComments({ task, comments }: CommentsSnapshot): Shape {
  const posted = comments.filter(({ state }) => state === "sent");
  return shapeOf({
    task: [task],
    comments: posted.map(
      ({ state: _, isMine: __, author: ___, error: ____, available: _____, ...comment }) => comment,
    ),
  });
}

/** Whether an inbox shows the rows that there are, each in the state that it is in, and as many unread. */
export function judgeInbox(
  held: Pick<InboxSnapshot, "notifications" | "unread">,
  kept: Pick<InboxSnapshot, "notifications" | "unread">,
): string[] {
  // The words of what is out of sight by now may still be on a page that had them.
  const rows = ({ notifications }: Pick<InboxSnapshot, "notifications">) =>
    shapeOf({ rows: notifications.slice(0, 50).map(({ excerpt: _, ...row }) => row) });
  const unread =
    held.unread === kept.unread ? [] : [`shows ${held.unread} unread, there are ${kept.unread}`];
  return [...difference(rows(held), rows(kept)), ...unread];
}

/** What one shape has that another hasn't, both ways. */
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
