import { systemId } from "../model/actor.ts";
import type { Job, JobEvent } from "../model/job.ts";
import { jobs } from "../model/job.ts";
import { userTopic } from "../model/topic.ts";
import type { Write } from "../storage/storage.ts";

/** Makes the write of a job, and lets this node look for it after the commit. */
export type MakeJob = (name: string, event: JobEvent) => Write;

/** The names of a channel's jobs. Only nodes that have registered the channel run them. */
export const jobsOf = (channel: string) => ({
  /** Notes a notification that the channel has to send. */
  note: `taskwire.channel_note/${channel}`,
  /** Puts together what is due. There is at most one of these jobs for each person. */
  collect: `taskwire.channel_collect/${channel}`,
  /** Looks again when something is due, after the person has changed their settings. */
  retime: `taskwire.channel_retime/${channel}`,
  /** Sends a message. It has the channel's name, so that `reactions.failed` shows this name. */
  send: channel,
});

/** The id of the job that is the timer of a person and a channel. */
export const timerId = (channel: string, userId: string): string =>
  `${jobsOf(channel).collect}/${userId}`;

/** Writes when a person's timer fires. `stored` is the timer as it is; undefined if there is none. */
export function timerWrite(
  { channel, userId }: { readonly channel: string; readonly userId: string },
  stored: Job | undefined,
  at: number,
  job: MakeJob,
): Write {
  const id = timerId(channel, userId);
  const runAt = new Date(at).toISOString();
  const event: JobEvent = {
    ...{ id, topic: userTopic(userId), type: "channel.due", subject: userId },
    ...{ at: runAt, actor: systemId, data: {} },
  };
  const write = { ...job(jobsOf(channel).collect, event), id };
  const fields = { runAt, status: "waiting", attempts: 0, error: null };
  return stored ? { collection: jobs.name, id, kind: "update", fields } : write;
}
