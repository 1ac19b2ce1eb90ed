import type { Operations } from "../engine/operation/definition.ts";
import type { Calendar } from "../model/calendar.ts";
import type { Collection } from "../model/collection.ts";
import type { MentionsData } from "../model/definitions.ts";
import type { DueData } from "../model/due.ts";
import type { ErrorContext } from "../model/error-context.ts";
import type { Observer } from "../model/observation.ts";
import type { Quotas } from "../model/quota.ts";
import type { ReasonDefinition } from "../model/reason.ts";
import type { Retention } from "../model/retention.ts";
import type { Roles } from "../policy/defined-roles.ts";
import type { Limits } from "../protocol/limits.ts";
import type { Runtime } from "../runtime.ts";
import type { Storage } from "../storage/storage.ts";
import type { Transport } from "../transport/transport.ts";
import type { WebhookSender } from "../webhooks/sender.ts";
import type { OwnEvents } from "../workflow/events.ts";
import type { Templates } from "../workflow/templates.ts";
import type { Workflow } from "../workflow/workflow.ts";

/** The options of `createTaskwire`. All of them have defaults. Without a storage, everything is in memory. */
export interface TaskwireOptions<
  W extends Workflow = Workflow,
  Own extends Operations = Operations,
  Role extends string = string,
  Permission extends string = string,
  Events extends OwnEvents = OwnEvents,
  OwnReason extends string = string,
> {
  /** Keeps everything, e.g. `sqliteStorage("app.db")`. Default: memory. */
  readonly storage?: Storage;
  /** Tells other servers about commits. Default: none, for a single server. */
  readonly transport?: Transport;
  /** The states and actions of tasks. Default: `approvalWorkflow`. */
  readonly workflow?: W;
  /** The permissions of each role. They have to be defined for the same workflow. Default: `approvalRoles`. */
  readonly roles?: Roles<Role, Workflow, Permission>;
  /** The subtasks that tasks get when work begins, by type. Default: none. */
  readonly templates?: Templates;
  /** The groups that a text can mention, and words for everyone in your users' language. */
  readonly mentions?: MentionsData<NoInfer<Role>>;
  /** The calendars that deadlines of the workflow's approvals and due dates name, each made by `defineCalendar`. */
  readonly calendars?: { readonly [name: string]: Calendar };
  /**
   * Reminds people of due dates, and gives tasks a due date too. `remind` has spans before the date,
   * by default 24 hours; at the date, people are always told. `calendar` names one of `calendars`: spans
   * of days and of work time need it. Default: nobody is reminded.
   */
  readonly due?: Partial<DueData>;
  /**
   * Makes receipts of decisions, also in states without an approval. `app` is the name of the app in
   * them. `key` is an Ed25519 private key in PEM: with it, `receipts.get` signs. Default: a workflow with
   * approvals makes unsigned receipts for the app `taskwire`, and others make none.
   */
  readonly receipts?: { readonly app: string; readonly key?: string };
  /**
   * The address of the page for decision links in mails, e.g. `{ url: "https://app.example.com/vote" }`: your server
   * mounts `decisionPage()` of `@taskwire/express-adapter` there. Default: `links.make` is refused.
   */
  readonly links?: { readonly url: string };
  /** The app's own operations, by name. */
  readonly operations?: Own;
  /** The app's own collections, for its operations. */
  readonly collections?: readonly Collection[];
  /**
   * The events that the app's own operations emit: their types, e.g. `["task.nudged"]`, or each type
   * with the schema of its data. Other events can't be emitted, and nobody can listen to them.
   */
  readonly events?: Events;
  /**
   * The app's own reasons to notify people, the strongest first, with the words that a page shows and the
   * levels of preferences that let them through: `{ large_expense: { words: { en: "Large expense" },
   * passes: { all: true, mentions: true, none: false } } }`.
   */
  readonly reasons?: { readonly [N in OwnReason]: ReasonDefinition };
  /** How much one person and one connection may ask for. Default: `defaultLimits`. */
  readonly limits?: Partial<Limits>;
  /**
   * How much one person, one room and one board may have, for example `{ openRequests: 50 }`. With
   * null, there is no such quota. Default: `defaultQuotas`.
   */
  readonly quotas?: Partial<Quotas>;
  /**
   * How many days old data is kept, for example `{ notifications: 30 }`. With null, it is
   * always kept. Default: `defaultRetention`.
   */
  readonly retention?: Partial<Retention>;
  /** Clock, timers and randomness, for tests. Default: `systemRuntime`. */
  readonly runtime?: Runtime;
  /** Whether people get notifications. Default: true. Set it to false for an import, or if your app notifies people itself. */
  readonly notifications?: boolean;
  /**
   * Gets errors that no caller waits for (of a listener, a reaction or a poll), and the whole error
   * when a caller gets only a general text: an error of the database, or one that taskwire did not
   * throw on purpose. The second parameter says where it happened. Default: `console.error`.
   */
  readonly onError?: (error: unknown, context: ErrorContext) => void;
  /**
   * Sends the webhooks of `webhooks.put`, for example `webhookSender()` of `@taskwire/webhooks`. Default: none; then
   * other nodes send them.
   */
  readonly webhooks?: WebhookSender;
  /**
   * They get what the node does, for metrics, logs and traces: calls, commits, connections, reactions.
   * `@taskwire/observability` has observers for Prometheus, a call log and OpenTelemetry. Default: none;
   * then nothing is measured.
   */
  readonly observers?: readonly Observer[];
}
