import { defineCollection } from "./collection.ts";
import type { AnyReason } from "./reason.ts";

/**
 * The outcomes of an event that are not in notifications: those of suppressed candidates, and those
 * of a large audience whose notifications are still being written. Stored only for events with such
 * outcomes.
 */
export interface FanOut {
  /** The event's id. */
  id: string;
  version: number;
  /** The event's type. */
  type: string;
  about: string;
  boardId: string;
  createdAt: string;
  /** The outcomes of suppressed candidates, as `notifications.explain` returns them. */
  suppressed: unknown;
  /**
   * The large audience, fixed when the event was committed. Null if there is none, and once all its
   * notifications are written.
   */
  audience: FanOutAudience | null;
  /** The number of recipients that the job has finished. */
  next: number;
}

/** A large audience, and the contents of its notifications. */
export interface FanOutAudience {
  readonly actor: string;
  readonly taskId: string | null;
  readonly roomId: string | null;
  readonly messageId: string | null;
  readonly commentId: string | null;
  readonly excerpt: FanOutExcerpt | null;
  /**
   * The task's state at the commit. If the task is in another state when a notification is written,
   * the recipient does not have to decide or work any more.
   */
  readonly state: string | null;
  readonly recipients: readonly {
    readonly userId: string;
    readonly reasons: readonly AnyReason[];
    /** See `Notification.for`. Absent: only their own vote. */
    readonly for?: readonly string[];
  }[];
}

/**
 * The text for the inbox. With `of`, the job reads the text of the message or comment, or the title
 * of the task, again for each part. If they are deleted meanwhile, they must not stay here.
 */
export type FanOutExcerpt = { readonly of: "post" | "task" } | { readonly text: string };

export const fanOuts = defineCollection<FanOut>()({
  name: "fan_outs",
  fields: {
    type: "text",
    about: "text",
    boardId: "text",
    createdAt: "time",
    suppressed: "json",
    audience: "json?",
    next: "integer",
  },
  indexes: { age: ["createdAt"] },
  versions: "own",
});
