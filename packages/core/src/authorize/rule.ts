import type { Remedy } from "./remedy.ts";

/** A rule that has to allow an action, in addition to the role's permission. */
export type RuleName =
  | "permission"
  | "archived"
  | "state"
  | "own_task"
  | "rounds"
  | "step"
  | "delegation"
  | "distinct"
  | "one_per_person"
  | "already_voted"
  | "deadline"
  | "content"
  | "locked"
  | "has_subtasks"
  | "subtask_state"
  | "order"
  /** Only the server knows it, so only `tasks.why` and `tasks.available` tell of it. */
  | "quota";

/**
 * The result of one rule. If the rule failed, the result says what is in the way, and has the
 * remedy.
 */
export type RuleResult =
  | { readonly rule: RuleName; readonly passed: true }
  | {
      readonly rule: RuleName;
      readonly passed: false;
      readonly message: string;
      readonly remedy: Remedy;
    };

/**
 * The result of a rule. The remedy is passed as a function, because most rules pass and then need
 * no remedy.
 */
export const check = (
  rule: RuleName,
  passed: boolean,
  message: string,
  remedy: () => Remedy,
): RuleResult => (passed ? { rule, passed } : { rule, passed, message, remedy: remedy() });
