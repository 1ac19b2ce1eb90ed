import type { EngineParts } from "../engine/attempt.ts";
import type { EngineContext } from "../engine/context.ts";
import { commitAsSystem } from "../engine/system-commit.ts";
import { systemId } from "../model/actor.ts";
import { type ChannelItem, channelItems } from "../model/channel-item.ts";
import { jobs } from "../model/job.ts";
import { userTopic } from "../model/topic.ts";
import type { Channel } from "./channel.ts";
import { allowedFrom, dueNow, firstDue } from "./due.ts";
import { jobsOf, type MakeJob, timerId, timerWrite } from "./jobs.ts";
import { timingOf } from "./note.ts";
import { readNow } from "./read-now.ts";

/** Maximum number of notifications that one message takes. The rest comes with the next one. */
const maxTaken = 200;

/** The data that the job of a message stores: only ids, and no words of a notification. */
export interface MessageWork {
  readonly notificationIds: readonly string[];
  readonly digest: boolean;
  /** Whether quiet hours don't hold it. */
  readonly urgent: boolean;
}

/**
 * Puts together what is due for a person on a channel. The notifications are read now: those that are resolved or
 * read by now are in no message. In one commit, the others become `sent`, the job of their message is written, and the
 * timer is set to the next time, or deleted.
 */
export const collect = (
  channel: Channel,
  userId: string,
  job: MakeJob,
  parts: EngineParts,
): Promise<void> =>
  commitAsSystem(async (context) => {
    const id = timerId(channel.name, userId);
    const [timer] = await context.get(jobs, [id]);
    if (!timer) return;
    const timing = await timingOf(channel, userId, context);
    const now = Date.parse(context.now);
    const waiting = await waitingItems(channel.name, userId, context);
    const due = dueNow(waiting, timing, now).slice(0, maxTaken);
    const ids = due.map((one) => one.notificationId);
    const current = await readNow(ids, context, parts);
    const open = due.filter((_, i) => current[i]?.because === undefined);
    // If only notifications were due about which nothing is left to send, the others wait for their own time.
    const isDue = open.length > 0 && firstDue(open, timing, now) <= now;
    const taken = isDue ? open : [];
    const done = due.filter((item, i) => {
      const because = current[i]?.because ?? null;
      if (because === null && !isDue) return false;
      const fields = { state: because ? "dropped" : "sent", because, at: context.now };
      context.derive({ collection: channelItems.name, id: item.id, kind: "update", fields });
      return true;
    });
    if (taken.length > 0) {
      const work: MessageWork = {
        notificationIds: taken.map((one) => one.notificationId),
        digest: Boolean(timing.settings?.digest),
        urgent: allowedFrom(now, timing) > now,
      };
      context.derive(messageJob(channel.name, userId, work, context, job));
    }
    const left = waiting.filter((one) => !done.includes(one));
    const next = firstDue(left, timing, now);
    const of = { channel: channel.name, userId };
    context.derive(
      left.length > 0
        ? timerWrite(of, timer, next, job)
        : { collection: jobs.name, id, kind: "delete" },
    );
  }, parts);

/** The first notifications that wait, in each state. One more than a message takes, so that the timer goes on. */
export async function waitingItems(
  channel: string,
  userId: string,
  context: EngineContext,
): Promise<ChannelItem[]> {
  const pages = await Promise.all(
    ["urgent", "waiting"].map((state) =>
      context.list(channelItems, {
        index: "person",
        equals: { userId, channel, state },
        limit: maxTaken + 1,
      }),
    ),
  );
  return pages
    .flatMap(({ records }) => records)
    .sort((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0));
}

function messageJob(
  channel: string,
  userId: string,
  work: MessageWork,
  context: EngineContext,
  job: MakeJob,
) {
  return job(jobsOf(channel).send, {
    ...{ id: context.newId(), topic: userTopic(userId), type: "channel.message" },
    ...{ subject: userId, at: context.now, actor: systemId, data: { ...work } },
  });
}
