import type { Observation, Observer } from "@taskwire/core";

/** One line of the call log: a call of an operation that has ended. */
export interface CallLogEntry {
  /** When the call ended, ISO 8601. */
  readonly at: string;
  /** The caller's id, or what `person` has made of it. `system` is the app's own code. */
  readonly userId: string;
  readonly operation: string;
  /** `ok`, or the code of the error. */
  readonly outcome: string;
  /** The rule that refused the call. */
  readonly rule?: string;
  /** The quota that would have been exceeded. */
  readonly quota?: string;
  /** The ids in the input. Values that don't look like ids are left out. */
  readonly ids: { readonly [field: string]: string };
  readonly attempts: number;
  readonly ms: number;
}

/** Options of {@link callLog}. */
export interface CallLogOptions {
  /** Takes one entry, for example to write it as a line of JSON. */
  readonly write: (entry: CallLogEntry) => void;
  /** Replaces a person's id, for example by a keyed hash of it. Default: the id itself. */
  readonly person?: (userId: string) => string;
}

const idPattern = /^[\w.:@-]{1,128}$/;

/**
 * Makes an observer that logs each call: who, what, outcome and duration. No entry contains a text
 * that a person wrote: no title, message, comment, name or data, and no message of an error.
 *
 * @example
 * ```ts
 * const log = callLog({ write: (entry) => console.log(JSON.stringify(entry)) });
 * const taskwire = createTaskwire({ observers: [log] });
 * ```
 */
export function callLog({ write, person = (userId) => userId }: CallLogOptions): Observer {
  return {
    observed(one: Observation) {
      if (one.type !== "call") return;
      const { operation, userId, outcome, rule, quota, ids, attempts, ms } = one;
      write({
        at: new Date().toISOString(),
        userId: person(userId),
        operation,
        outcome,
        ...(rule !== undefined && { rule }),
        ...(quota !== undefined && { quota }),
        // In a call that is not valid, a text may stand in the place of an id.
        ids: outcome === "invalid" ? {} : onlyIds(ids),
        attempts,
        ms: Math.round(ms * 100) / 100,
      });
    },
  };
}

const onlyIds = (ids: CallLogEntry["ids"]): CallLogEntry["ids"] =>
  Object.fromEntries(Object.entries(ids).filter(([, id]) => idPattern.test(id)));
