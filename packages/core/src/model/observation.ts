import type { ErrorCode } from "../errors.ts";

/** A call of an operation that has ended: of a person, or of the app's own code (`system`). */
export interface CallObservation {
  readonly type: "call";
  /** The operation's name. `unknown` if there is no such operation. */
  readonly operation: string;
  readonly kind: "command" | "query" | "unknown";
  /** The caller's id. Don't use it as a label of a metric: there may be thousands of people. */
  readonly userId: string;
  readonly outcome: "ok" | ErrorCode;
  /** The rule that refused the call, for example `quota`. */
  readonly rule?: string;
  /** The quota that would have been exceeded. */
  readonly quota?: string;
  /** The ids in the input, as in a `Refusal`. */
  readonly ids: { readonly [field: string]: string };
  /** How often the operation ran: more than once if others changed the same records meanwhile. */
  readonly attempts: number;
  readonly ms: number;
}

/** A call of the storage that has ended. */
export interface StorageObservation {
  readonly type: "storage";
  readonly method: "get" | "list" | "count" | "commit" | "events" | "heads" | "trim";
  /**
   * A commit has `conflict` if a record had changed since it was read, and `repeated` if its key was
   * used before. A page of events has `gone` if the log doesn't have its position any more.
   */
  readonly outcome: "ok" | "conflict" | "repeated" | "gone" | ErrorCode;
  /** The number of events that a commit wrote. */
  readonly events?: number;
  /** The number of records that a commit wrote. */
  readonly records?: number;
  readonly ms: number;
}

/** Events of a topic were passed to the live connections of this node. */
export interface DeliveryObservation {
  readonly type: "delivery";
  readonly events: number;
  /** Whether this node committed them, or read them from the log because another node did. */
  readonly from: "commit" | "log";
  /** The time since the oldest of them was made, by the clocks of both nodes. At least 0. */
  readonly lagMs: number;
}

/** A connection was opened by somebody who has authenticated. */
export interface OpenObservation {
  readonly type: "open";
}

/** A connection has ended. */
export interface CloseObservation {
  readonly type: "close";
  /** The close code of this server; see `closeCodes`. Undefined if the client or the network ended it. */
  readonly code?: number;
  /** Whether somebody had authenticated on it. */
  readonly wasOpen: boolean;
  /** How long it existed. */
  readonly ms: number;
}

/** A client was told to load the current state of a topic, because it can't get all missed events. */
export interface ReloadObservation {
  readonly type: "reload";
  readonly reason: "gone" | "rights" | "too_old";
}

/** A call was turned away before it ran: `rate_limited`. */
export interface LimitObservation {
  readonly type: "limit";
  /** The person has no calls left, too many queries wait, or too many calls run on a connection. */
  readonly limit: "calls" | "queries" | "callsInFlight";
}

/** People were charged for connections, subscriptions, calls and large answers. */
export interface ChargeObservation {
  readonly type: "charge";
  /** The cost, in calls. */
  readonly calls: number;
}

/** A reaction, or a job of taskwire's own, has run. */
export interface ReactionObservation {
  readonly type: "reaction";
  readonly reaction: string;
  /** `given_up`: it has failed too often, and is not retried. */
  readonly outcome: "done" | "failed" | "given_up";
  readonly attempt: number;
  readonly ms: number;
}

/** Something that was due on a task was carried out, or this has failed. */
export interface TimerObservation {
  readonly type: "timer";
  readonly outcome: "done" | "failed";
  /** The time since it was due. */
  readonly lateMs: number;
}

/** A request to a webhook has ended. */
export interface WebhookObservation {
  readonly type: "webhook";
  /**
   * `failed`: it is sent again. `skipped`: the receiver has refused the event ten times. `off`: after five days of
   * failures, nothing more is sent. `gone`: the receiver wants no further events.
   */
  readonly outcome: "sent" | "failed" | "skipped" | "off" | "gone";
  /** The HTTP status; 0 if there was no answer. */
  readonly status: number;
  readonly ms: number;
  /** The time since the event. */
  readonly lateMs: number;
}

/**
 * One thing that a node did, for metrics, logs and traces. An observation has ids, names and numbers,
 * and never a text that a person wrote.
 *
 * @example
 * ```ts
 * const count = (observation: Observation) => {
 *   if (observation.type === "call") console.log(observation.operation, observation.outcome);
 * };
 * ```
 */
export type Observation =
  | CallObservation
  | StorageObservation
  | DeliveryObservation
  | OpenObservation
  | CloseObservation
  | ReloadObservation
  | LimitObservation
  | ChargeObservation
  | ReactionObservation
  | TimerObservation
  | WebhookObservation;

/** A piece of work that an observer can wrap, for example in a span of a trace. */
export type ObservedWork =
  | { readonly type: "call"; readonly operation: string; readonly userId: string }
  | { readonly type: "reaction"; readonly reaction: string; readonly event: string };

/**
 * Gets what a node does. If a method throws, `onError` gets the error, and the node goes on.
 *
 * @example
 * ```ts
 * const slowCalls: Observer = {
 *   observed(one) {
 *     if (one.type === "call" && one.ms > 500) console.warn(one.operation, one.ms);
 *   },
 * };
 * const taskwire = createTaskwire({ observers: [slowCalls] });
 * ```
 */
export interface Observer {
  /**
   * Gets each observation after the thing has happened. The node waits for it: it should take
   * microseconds.
   */
  observed?(observation: Observation): void;
  /**
   * Runs a call or a reaction. Call `run` once and return its promise: then what happens inside can
   * belong to a span that you start here.
   */
  within?<T>(work: ObservedWork, run: () => Promise<T>): Promise<T>;
}
