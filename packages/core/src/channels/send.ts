import type { EngineParts } from "../engine/attempt.ts";
import { commitAsSystem } from "../engine/system-commit.ts";
import { channelItemId, channelItems } from "../model/channel-item.ts";
import type { ReactionEvent } from "../model/job.ts";
import { type User, users } from "../model/user.ts";
import type { Channel } from "./channel.ts";
import type { MessageWork } from "./collect.ts";
import { allowedFrom } from "./due.ts";
import { timingOf } from "./note.ts";
import { readNow } from "./read-now.ts";

/** Maximum number of notifications that a handler gets. */
const maxShown = 50;

/** The time at which a message that quiet hours hold is sent. */
interface Later {
  readonly runAt: string;
}

/**
 * Sends a message. If an earlier attempt failed, hours may have passed. So the notifications are read again, and a
 * message that was not sent before the quiet hours began waits for their end.
 */
export async function sendMessage(
  channel: Channel,
  { id, subject: userId, data }: ReactionEvent,
  parts: EngineParts,
): Promise<Later | undefined> {
  const { notificationIds, digest, urgent } = data as unknown as MessageWork;
  const { user, open, later } = await commitAsSystem(async (context) => {
    const timing = await timingOf(channel, userId, context);
    const now = Date.parse(context.now);
    const allowed = allowedFrom(now, timing);
    if (allowed > now && !urgent) return { later: { runAt: new Date(allowed).toISOString() } };
    const [user] = await context.get(users, [userId]);
    const current = await readNow(notificationIds, context, parts);
    const gone = notificationIds.flatMap((notificationId, i) => {
      const because = current[i]?.because;
      return because ? [{ itemId: channelItemId(channel.name, notificationId), because }] : [];
    });
    const items = await context.get(
      channelItems,
      gone.map(({ itemId }) => itemId),
    );
    gone.forEach(({ itemId, because }, i) => {
      const fields = { state: "dropped", because, at: context.now };
      if (items[i]?.state === "sent")
        context.derive({ collection: channelItems.name, id: itemId, kind: "update", fields });
    });
    const open = current.flatMap(({ notification, because }) =>
      notification && !because ? notification : [],
    );
    return { user, open };
  }, parts);
  if (later) return later;
  if (!user || !open?.length) return undefined;
  await channel.handler({
    id,
    user: user as User,
    notifications: open.slice(-maxShown),
    count: open.length,
    digest,
  });
  return undefined;
}
