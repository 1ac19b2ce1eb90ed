import type { AnyEmitted } from "../engine/operation/emitted.ts";
import type { Log } from "../log/log.ts";
import type { Report } from "../model/error-context.ts";
import type { Definitions } from "../model/facts.ts";
import type { Observation } from "../model/observation.ts";
import type { Refusal } from "../model/refusal.ts";
import type { SharedAnswer } from "../model/shared-answer.ts";
import type { Limits } from "../protocol/limits.ts";
import type { Runtime } from "../runtime.ts";
import type { PersonBudgets } from "./budget/person-budgets.ts";
import type { Strangers } from "./budget/strangers.ts";
import type { Hub } from "./feed/hub.ts";
import type { InboxCounts } from "./inbox-counts.ts";
import type { Signals } from "./signals/signals.ts";
import type { TokenErrors } from "./token-errors.ts";

/** The objects that all sessions of a node share. */
export interface SessionParts {
  readonly log: Log;
  readonly runtime: Runtime;
  readonly hub: Hub;
  readonly signals: Signals;
  readonly counts: InboxCounts;
  readonly limits: Limits;
  readonly definitions: Definitions;
  readonly onError: Report;
  readonly budgets: PersonBudgets;
  readonly strangers: Strangers;
  readonly tokenErrors: TokenErrors;
  /** Runs an operation for a person who pays for it. Resolves to the result as JSON, which has at most `answerBytes / pieces`. */
  readonly call: (
    userId: string,
    operation: string,
    input: unknown,
    key: string | undefined,
    answer: { readonly pieces: number; readonly shares: (answer: SharedAnswer) => void },
  ) => Promise<string>;
  /** Is called with each refusal. Must not throw. */
  readonly onRefused: (refusal: Refusal) => void;
  /** Is called with each observation. Undefined: nobody observes the node. */
  readonly observed: ((observation: Observation) => void) | undefined;
  /** Commits an event as the app's own code. */
  readonly commit: (event: AnyEmitted) => Promise<void>;
}
