import { defineCollection } from "./collection.ts";
import type { CarriedFields } from "./event.ts";

/** A call of a reaction that a committed event has caused. It is stored until the call succeeds. */
export interface Job {
  id: string;
  version: number;
  /** The reaction's name. */
  reaction: string;
  /** The event that caused it. */
  event: JobEvent;
  attempts: number;
  /** The earliest time to run it. While a node works on the job: the end of the node's lease. */
  runAt: string;
  status: "waiting" | "failed";
  /**
   * The last error's name. Its message is not stored, because it can contain words of a text that
   * is deleted later.
   */
  error: string | null;
}

/**
 * An event as a job stores it. If the event has data, the job stores none: it is read from the log when
 * the job runs. So a text that is deleted before that is in no job, and no handler gets it.
 */
export type JobEvent = Pick<ReactionEvent, "id" | "topic" | "type" | "subject" | "at" | "actor"> & {
  readonly data?: ReactionEvent["data"];
};

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
  indexes: { due: ["status", "reaction", "runAt"] },
  versions: "own",
});
