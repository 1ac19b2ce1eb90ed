import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import type { Notification } from "../../model/notification.ts";
import { mayReadNotification, refsToRead } from "../../notifications/visibility.ts";

/** Returns notifications without the excerpts that their recipients may not read any more. */
export async function visibleNotifications(
  context: OperationContext,
  notifications: readonly Notification[],
): Promise<Notification[]> {
  const lookup = await builtIn(context).readUnguarded(refsToRead(notifications));
  const { roles } = context.definitions;
  return notifications.map((one) =>
    mayReadNotification(one, lookup, roles) ? one : { ...one, excerpt: null },
  );
}
