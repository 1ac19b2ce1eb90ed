import type { EngineParts } from "../engine/attempt.ts";
import type { Notification } from "../model/notification.ts";
import { ownTarget, preferenceId } from "../model/preference.ts";
import type { Reactions } from "../reactions/reactions.ts";
import type { NewEvent } from "../storage/storage.ts";
import type { Channel } from "./channel.ts";
import { collect } from "./collect.ts";
import { jobsOf } from "./jobs.ts";
import { isWanted, noteNotification } from "./note.ts";
import { retime } from "./retime.ts";
import { sendMessage } from "./send.ts";

/**
 * Registers the jobs of a channel. A notification causes a job in its own commit, so no crash loses it. This job notes
 * the notification and sets a timer, which is a job too: it needs a lease and repeats, and only nodes with the channel
 * may run it.
 */
export function addChannel(channel: Channel, reactions: Reactions, parts: EngineParts): void {
  const names = jobsOf(channel.name);
  const job = reactions.job.bind(reactions);
  reactions.addOwn(names.send, "", (event) => sendMessage(channel, event, parts));
  reactions.addOwn(
    names.note,
    "notification.created",
    ({ data }) => noteNotification(channel, data.notification as Notification, job, parts),
    (event) => isWanted(channel, reasonsOf(event)),
  );
  reactions.addOwn(names.collect, "", ({ subject }) => collect(channel, subject, job, parts));
  reactions.addOwn(
    names.retime,
    "preference.changed",
    ({ topic }) => retime(channel, topic.slice("user:".length), job, parts),
    ({ topic, subject }) => subject === preferenceId(topic.slice("user:".length), ownTarget),
  );
}

/** The reasons of the notification that an event brings. */
const reasonsOf = ({ data }: NewEvent): readonly string[] =>
  (JSON.parse(data) as { readonly notification: Notification }).notification.reasons;
