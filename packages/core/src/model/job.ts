import { defineCollection } from "./collection.ts";

/** Work that a committed event left to do, kept until it is done. */
export interface Job {
  id: string;
  version: number;
  /** The reaction's name. */
  reaction: string;
  /** The event, without its number. */
  event: ReactionEvent;
  attempts: number;
  /** Not before this; while a node works on it: when its lease ends. */
  runAt: string;
  status: "waiting" | "failed";
  /** The last error's message. */
  error: string | null;
}

/** What a reaction's handler gets. At least once: do it idempotently by `id`. */
export interface ReactionEvent {
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
