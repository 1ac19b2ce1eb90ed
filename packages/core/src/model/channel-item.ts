import { z } from "zod";
import { defineCollection } from "./collection.ts";
import { timestampSchema } from "./id.ts";

/** Why a notification was not sent on a channel. */
export const dropReasons = ["resolved", "read", "withheld", "deleted"] as const;

/** The fact that a channel sends a notification, or has sent it. */
export interface ChannelItem {
  /** See {@link channelItemId}. */
  id: string;
  version: number;
  channel: string;
  userId: string;
  notificationId: string;
  /** When the notification was created. */
  createdAt: string;
  /**
   * `waiting`: it is in no message yet. `urgent`: the same, and quiet hours don't hold it. `sent`: it is
   * in a message. `dropped`: there was nothing left to send.
   */
  state: "waiting" | "urgent" | "sent" | "dropped";
  /** Why it was dropped. Null in all other states. */
  because: (typeof dropReasons)[number] | null;
  /** When it was put into a message, or dropped. Null before that. */
  at: string | null;
}

export const channelItems = defineCollection<ChannelItem>()({
  name: "channel_items",
  fields: {
    channel: "text",
    userId: "text",
    notificationId: "text",
    createdAt: "time",
    state: "text",
    because: "text?",
    at: "time?",
  },
  indexes: {
    person: ["userId", "channel", "state", "createdAt"],
    notification: ["notificationId"],
    age: ["state", "createdAt"],
  },
  versions: "own",
});

/** The id of a row: a notification is in at most one message of a channel. */
export const channelItemId = (channel: string, notificationId: string): string =>
  `${channel}/${notificationId}`;

/** Whether a notification has been sent on a channel, for its recipient. */
export const channelOutcomeSchema = z
  .object({
    channel: z.string(),
    state: z.enum(["waiting", "sent", "dropped"]),
    because: z.enum(dropReasons).nullable().meta({
      description: "Why there was nothing left to send. Null if it was not dropped.",
    }),
    at: timestampSchema.nullable().meta({
      description: "When it was put into a message, or dropped. Null while it waits.",
    }),
  })
  .meta({ id: "ChannelOutcome", description: "What became of a notification on one channel." });

/** Maximum number of channels of an app. */
export const maxChannels = 20;
