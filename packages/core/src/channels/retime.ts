import type { EngineParts } from "../engine/attempt.ts";
import { commitAsSystem } from "../engine/system-commit.ts";
import { jobs } from "../model/job.ts";
import type { Channel } from "./channel.ts";
import { waitingItems } from "./collect.ts";
import { firstDue } from "./due.ts";
import { type MakeJob, timerId, timerWrite } from "./jobs.ts";
import { timingOf } from "./note.ts";

/** Sets a person's timer again, because their quiet hours, digest or time zone have changed. */
export const retime = (
  channel: Channel,
  userId: string,
  job: MakeJob,
  parts: EngineParts,
): Promise<void> =>
  commitAsSystem(async (context) => {
    const [timer] = await context.get(jobs, [timerId(channel.name, userId)]);
    const waiting = await waitingItems(channel.name, userId, context);
    if (waiting.length === 0) return;
    const timing = await timingOf(channel, userId, context);
    const due = firstDue(waiting, timing, Date.parse(context.now));
    context.derive(timerWrite({ channel: channel.name, userId }, timer, due, job));
  }, parts);
