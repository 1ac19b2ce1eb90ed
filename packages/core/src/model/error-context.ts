/**
 * Says where an error happened. `onError` gets it together with the error. It has ids and names, and
 * no text that a person wrote.
 *
 * @example
 * ```ts
 * const onError = (error: unknown, { source, operation, reaction }: ErrorContext) =>
 *   console.error(source, operation ?? reaction ?? "", error);
 * ```
 */
export interface ErrorContext {
  /** The part that failed: for example a call of an operation, a listener, or your function `authenticate`. */
  readonly source:
    | "authentication"
    | "call"
    | "condition"
    | "listener"
    | "live"
    | "notification"
    | "observer"
    | "reaction"
    | "retention"
    | "signals"
    | "subscription"
    | "timer"
    | "transport"
    | "webhook";
  /** The operation that was called. */
  readonly operation?: string;
  /** The person who called it, or who subscribed. */
  readonly userId?: string;
  /** The app's own condition, and the permission that depends on it. */
  readonly condition?: string;
  readonly permission?: string;
  /** The ids in the call's input, as in a `Refusal`, or those of the records that a condition got. */
  readonly ids?: { readonly [field: string]: string };
  /** The reaction's name. */
  readonly reaction?: string;
  /** The type of the event that the reaction handled. */
  readonly event?: string;
  /** Which attempt of the reaction it was, from 1. */
  readonly attempt?: number;
  /** The task on which something was due. */
  readonly taskId?: string;
  /** The topic of the subscription. */
  readonly topic?: string;
}

/** Reports an error of one part of a node, with what that part knows about it. */
export type Report = (error: unknown, details?: Omit<ErrorContext, "source">) => void;
