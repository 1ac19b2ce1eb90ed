import type { OperationContext } from "../../engine/operation/context.ts";
import { type Notification, notifications } from "../../model/notification.ts";
import { notificationEvent } from "../../notifications/notification.ts";

/** Rows that one call changes. */
export const mostRows = 250;
// An event carries the whole row, and all events of a command have 256 KiB.
const mostBytes = 200_000;

/** Rows by id, guarded; of those that are somebody else's nothing is said. */
export async function ownNotifications(
  context: OperationContext,
  ids: readonly string[],
): Promise<Notification[]> {
  const rows = await context.get(notifications, [...new Set(ids)]);
  return rows.filter((row) => row?.userId === context.actor.userId) as Notification[];
}

/** Changes as many rows as fit, the first first. */
export function changeNotifications(
  context: OperationContext,
  rows: readonly Notification[],
  state: "read" | "done",
): number {
  let bytes = 0;
  let count = 0;
  for (const row of rows) {
    const next: Notification = { ...row, state, updatedAt: context.now };
    bytes += Buffer.byteLength(JSON.stringify(next));
    if (bytes > mostBytes) break;
    count++;
    context.emit(notificationEvent("notification.changed", next));
  }
  return count;
}

interface Unread {
  readonly upTo?: string | undefined;
  readonly roomId?: string | undefined;
  readonly taskId?: string | undefined;
}

/** Open rows, oldest first; one more than a call changes tells that there are more. */
export async function openNotifications(
  context: OperationContext,
  { upTo, roomId, taskId }: Unread,
): Promise<Notification[]> {
  const query = { index: "state", equals: { userId: context.actor.userId, state: "open" } };
  const isPart = roomId !== undefined || taskId !== undefined;
  const rows = isPart
    ? await context.listAll(notifications, query)
    : (await context.list(notifications, { ...query, limit: mostRows + 1 })).records;
  return rows.filter(
    (row) =>
      (upTo === undefined || row.id <= upTo) &&
      (roomId === undefined || row.roomId === roomId) &&
      (taskId === undefined || row.taskId === taskId),
  );
}
