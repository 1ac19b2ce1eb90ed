import type { Log } from "../log/log.ts";
import type { Definitions } from "../model/facts.ts";
import type { Limits } from "../protocol/limits.ts";
import type { Runtime } from "../runtime.ts";
import type { Hub } from "./feed/hub.ts";
import type { InboxCounts } from "./inbox-counts.ts";
import type { Signals } from "./signals/signals.ts";

/** What all sessions of a node share. */
export interface SessionParts<S> {
  readonly log: Log;
  readonly runtime: Runtime;
  readonly hub: Hub;
  readonly signals: Signals;
  readonly limits: Limits;
  readonly definitions: Definitions;
  /** Runs an operation for a person; resolves to the result's JSON. */
  readonly call: (
    userId: string,
    operation: string,
    input: unknown,
    key: string | undefined,
  ) => Promise<string>;
  readonly counts: InboxCounts;
  /** The session is over. */
  readonly ended: (session: S) => void;
  /** A person is known now; false when they have too many connections already. */
  readonly admit: (session: S, userId: string) => boolean;
}
