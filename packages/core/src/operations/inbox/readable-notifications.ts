import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import type { Notification } from "../../model/notification.ts";
import { asReadable, refsToRead } from "../../notifications/visibility.ts";

/** Returns notifications as their recipients may read them now. */
export async function readableNotifications(
  context: OperationContext,
  notifications: readonly Notification[],
): Promise<Notification[]> {
  const words = notifications.filter(({ withheld }) => !withheld);
  if (words.length === 0) return [...notifications];
  const lookup = await builtIn(context).readUnguarded(refsToRead(words));
  const { roles } = context.definitions;
  return notifications.map((one) => (one.withheld ? one : asReadable(one, lookup, roles)));
}
