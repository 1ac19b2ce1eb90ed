import { defineCollection } from "./collection.ts";
import type { AnyReason } from "./reason.ts";

/**
 * The part of an event's notification outcomes that isn't in people's notifications: the suppressed
 * candidates, and a large audience whose notifications are still being written. Stored only for
 * events that have one or the other.
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
  /** The number of recipients that have been handled. */
  next: number;
}

/** A large audience, and what its notifications are made of. */
export interface FanOutAudience {
  readonly actor: string;
  readonly taskId: string | null;
  readonly roomId: string | null;
  readonly messageId: string | null;
  readonly commentId: string | null;
  readonly excerpt: FanOutExcerpt | null;
  /**
   * The task's state at the commit. If the task is in another state when a notification is written,
   * the event asks nothing of the recipient any more.
   */
  readonly state: string | null;
  readonly recipients: readonly {
    readonly userId: string;
    readonly reasons: readonly AnyReason[];
  }[];
}

/**
 * The text for the inbox. That of a message or comment, and the title of a task, are read again for
 * each part: if they are deleted meanwhile, they must not be left here.
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
