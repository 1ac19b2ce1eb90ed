import { defineCollection } from "./collection.ts";
import type { Reason } from "./reason.ts";

/**
 * What telling people of an event leaves beside their rows: who was not told and why, and an audience that is still being
 * written. Kept only where there is such a thing.
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
  /** Candidates that were suppressed, as `explain` gives them. */
  suppressed: unknown;
  /** A large audience, fixed when it happened: what its rows are made of. Null once all are written, or when there is none. */
  audience: FanOutAudience | null;
  /** How many of the audience were gone through. */
  next: number;
}

/** A large audience. */
export interface FanOutAudience {
  readonly actor: string;
  readonly taskId: string | null;
  readonly roomId: string | null;
  readonly messageId: string | null;
  readonly commentId: string | null;
  readonly excerpt: string | null;
  /** The task's state then: what asked for something in another one asks for nothing now. */
  readonly state: string | null;
  readonly recipients: readonly { readonly userId: string; readonly reasons: readonly Reason[] }[];
}

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
  indexes: {},
  versions: "own",
});
