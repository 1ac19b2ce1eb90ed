import type { EngineParts } from "../engine/attempt.ts";
import type { EngineContext } from "../engine/context.ts";
import { commitAsSystem } from "../engine/system-commit.ts";
import { type ChannelItem, channelItemId, channelItems } from "../model/channel-item.ts";
import { jobs } from "../model/job.ts";
import type { Notification } from "../model/notification.ts";
import { ownTarget, preferenceId, preferences } from "../model/preference.ts";
import type { Channel } from "./channel.ts";
import { firstDue, type Timing } from "./due.ts";
import { type MakeJob, timerId, timerWrite } from "./jobs.ts";

/** Reads when a channel may send to a person. The commit checks the settings. */
export async function timingOf(
  { windowMs }: Channel,
  userId: string,
  context: EngineContext,
): Promise<Timing> {
  const [settings] = await context.get(preferences, [preferenceId(userId, ownTarget)]);
  return { settings, windowMs };
}

/** Whether a channel sends notifications with these reasons. */
export const isWanted = ({ reasons }: Channel, own: readonly string[]): boolean =>
  reasons === null || own.some((reason) => reasons.has(reason));

/**
 * Notes that a channel has to send a notification, and sets the timer of its person. A timer is only moved earlier.
 * It is always written: a job that collects at the same moment may have read the list without this notification.
 */
export const noteNotification = (
  channel: Channel,
  { id: notificationId, userId, reasons, createdAt }: Notification,
  job: MakeJob,
  parts: EngineParts,
): Promise<void> =>
  commitAsSystem(async (context) => {
    const id = channelItemId(channel.name, notificationId);
    await context.get(channelItems, [id]);
    // The item of a message that was sent long ago may be deleted again.
    if (context.wasStored(channelItems, id)) return;
    const timing = await timingOf(channel, userId, context);
    const [timer] = await context.get(jobs, [timerId(channel.name, userId)]);
    const isUrgent = reasons.some((reason) => channel.urgent.has(reason));
    const item: Omit<ChannelItem, "id" | "version"> = {
      ...{ channel: channel.name, userId, notificationId, createdAt },
      state: isUrgent ? "urgent" : "waiting",
      ...{ because: null, at: null },
    };
    context.derive({ collection: channelItems.name, id, kind: "insert", fields: { ...item } });
    const due = firstDue([item], timing, Date.parse(context.now));
    const set = timer?.status === "waiting" ? Date.parse(timer.runAt) : Number.POSITIVE_INFINITY;
    const of = { channel: channel.name, userId };
    context.derive(timerWrite(of, timer, Math.min(set, due), job));
  }, parts);
