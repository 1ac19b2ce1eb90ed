import type { EngineParts } from "../engine/attempt.ts";
import type { EngineContext } from "../engine/context.ts";
import type { ChannelItem } from "../model/channel-item.ts";
import { type Notification, notifications } from "../model/notification.ts";
import { mayReadNotification, refsToRead } from "../notifications/visibility.ts";
import { look } from "../reactions/look.ts";

/** A notification as it is now. */
interface Current {
  readonly notification: Notification | undefined;
  /** Why nothing is left to send about it. Undefined if it has to be sent. */
  readonly because: NonNullable<ChannelItem["because"]> | undefined;
}

/** Reads notifications as they are now, in the order of these ids. */
export async function readNow(
  ids: readonly string[],
  context: EngineContext,
  { storage, definitions }: EngineParts,
): Promise<Current[]> {
  const found = await context.get(notifications, ids);
  const lookup = await look(refsToRead(found.filter((one) => one !== undefined)), storage);
  return found.map((notification) => ({
    notification,
    because: goneBecause(notification, (one) =>
      mayReadNotification(one, lookup, definitions.roles),
    ),
  }));
}

function goneBecause(
  one: Notification | undefined,
  mayRead: (one: Notification) => boolean,
): Current["because"] {
  if (!one) return "deleted";
  if (one.state === "resolved") return "resolved";
  if (one.state !== "open") return "read";
  return one.withheld || !mayRead(one) ? "withheld" : undefined;
}
