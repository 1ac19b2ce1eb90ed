import { z } from "zod";
import { defineCollection } from "./collection.ts";
import { idSchema, timestampSchema } from "./id.ts";

/** Maximum number of webhooks of an app. Every server looks at all of them once a second. */
export const maxWebhooks = 100;
/** Maximum number of secrets of a webhook: the current ones, and old ones while they rotate. */
export const maxSecrets = 5;
/** Maximum number of event types of a webhook. */
export const maxTypes = 100;
export const maxUrlLength = 2_048;

/**
 * `on`: events are sent. `off`: every attempt of five days has failed. `gone`: the receiver answered that it
 * wants no further events. `removed`: it is being deleted.
 */
export const webhookStates = ["on", "off", "gone", "removed"] as const;

/** An address that gets the events of one board or of all boards. */
export interface Webhook {
  id: string;
  version: number;
  url: string;
  /** The newest first. Each request is signed with all of them. */
  secrets: readonly string[];
  /** Null: all boards. */
  boardId: string | null;
  /** Null: all types. */
  types: readonly string[] | null;
  createdAt: string;
  state: (typeof webhookStates)[number];
  /** The first failure after the last success. Null if the last attempt succeeded. */
  failingSince: string | null;
  /** Why the last attempt failed. Null if it succeeded. */
  lastError: string | null;
  /** When sending went on after it was off. Attempts that failed before that need not wait. */
  resumedAt: string | null;
}

export const webhooks = defineCollection<Webhook>()({
  name: "webhooks",
  fields: {
    url: "text",
    secrets: "json",
    boardId: "text?",
    types: "json?",
    createdAt: "time",
    state: "text",
    failingSince: "time?",
    lastError: "text?",
    resumedAt: "time?",
  },
  indexes: { age: ["createdAt"] },
  versions: "own",
});

/** How far a webhook has come in the log of one board. */
export interface WebhookCursor {
  /** See {@link cursorId}. */
  id: string;
  version: number;
  webhookId: string;
  boardId: string;
  /** The last event that was sent or left out, as a position in the log. */
  number: number;
  eventId: string;
  /** The number of the last event that was sent. 0 if there is none. */
  previous: number;
  /** How many attempts to send the next event have failed. */
  attempts: number;
  /** How many of them the receiver has refused. */
  refusals: number;
  /** When the next attempt is due. {@link never} if none has failed. */
  nextAt: string;
  /** When the last attempt failed. */
  failedAt: string | null;
  /** The node that sends now, and until when it may. */
  leaseBy: string | null;
  leaseUntil: string | null;
}

/** A time that never comes. It keeps a cursor out of the list of those that are due. */
export const never = "9999-12-31T23:59:59.999Z";

export const webhookCursors = defineCollection<WebhookCursor>()({
  name: "webhook_cursors",
  fields: {
    webhookId: "text",
    boardId: "text",
    number: "integer",
    eventId: "text",
    previous: "integer",
    attempts: "integer",
    refusals: "integer",
    nextAt: "time",
    failedAt: "time?",
    leaseBy: "text?",
    leaseUntil: "time?",
  },
  indexes: { due: ["nextAt"], webhook: ["webhookId"], board: ["boardId"] },
  versions: "own",
});

export const cursorId = (webhookId: string, boardId: string): string => `${webhookId}/${boardId}`;

/** An event that a webhook has skipped. */
export interface WebhookFailure {
  id: string;
  version: number;
  webhookId: string;
  boardId: string;
  number: number;
  eventId: string;
  type: string;
  /** The HTTP status of the last answer. */
  status: number;
  at: string;
}

export const webhookFailures = defineCollection<WebhookFailure>()({
  name: "webhook_failures",
  fields: {
    webhookId: "text",
    boardId: "text",
    number: "integer",
    eventId: "text",
    type: "text",
    status: "integer",
    at: "time",
  },
  indexes: { webhook: ["webhookId", "at"], board: ["boardId"], age: ["at"] },
  versions: "own",
});

const failureSchema = z.object({
  boardId: idSchema,
  number: z.int(),
  eventId: z.string(),
  type: z.string(),
  status: z.int().meta({ description: "The HTTP status of the last answer." }),
  at: timestampSchema,
});

/** A webhook as the app's own code sees it: without its secrets. */
export const webhookSchema = z
  .object({
    id: idSchema,
    url: z.string(),
    boardId: idSchema.nullable(),
    types: z.array(z.string()).nullable(),
    createdAt: timestampSchema,
    state: z.enum(webhookStates),
    failingSince: timestampSchema.nullable().meta({
      description: "The first failure after the last success.",
    }),
    lastError: z.string().nullable().meta({
      description: "Why the last attempt failed. Null if it succeeded.",
    }),
    failed: z.array(failureSchema).meta({
      description: "The latest events that were skipped, at most 20.",
    }),
  })
  .meta({ id: "Webhook", description: "An address that gets the events of boards." });

export type WebhookView = z.infer<typeof webhookSchema>;
