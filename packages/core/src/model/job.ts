import { defineCollection } from "./collection.ts";
import type { CarriedFields } from "./event.ts";

/** A call of a reaction that a committed event has caused. It is stored until the call succeeds. */
export interface Job {
  id: string;
  version: number;
  /** The reaction's name. */
  reaction: string;
  /** The event, without its number. */
  event: ReactionEvent;
  attempts: number;
  /** The earliest time to run it. While a node works on it: the end of that node's lease. */
  runAt: string;
  status: "waiting" | "failed";
  /** The last error's message. */
  error: string | null;
}

/**
 * An event as a reaction's handler gets it. The handler may be called more than once for an event:
 * make its effect idempotent with `id`.
 */
export interface ReactionEvent extends CarriedFields {
  readonly id: string;
  readonly topic: string;
  readonly type: string;
  readonly subject: string;
  readonly at: string;
  readonly actor: string;
  readonly data: { readonly [name: string]: unknown };
}

export const jobs = defineCollection<Job>()({
  name: "jobs",
  fields: {
    reaction: "text",
    event: "json",
    attempts: "integer",
    runAt: "time",
    status: "text",
    error: "text?",
  },
  indexes: { due: ["status", "runAt"] },
  versions: "own",
});
