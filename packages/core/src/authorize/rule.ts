import type { Remedy } from "./remedy.ts";

/** A rule that an action has to pass, beside the role's permission. */
export type RuleName =
  | "permission"
  | "state"
  | "own_task"
  | "has_subtasks"
  | "subtask_state"
  | "order";

/** How one rule came out. A failed one says what is in the way, and the nearest way to yes. */
export type RuleResult =
  | { readonly rule: RuleName; readonly passed: true }
  | {
      readonly rule: RuleName;
      readonly passed: false;
      readonly message: string;
      readonly remedy: Remedy;
    };

export const pass = (rule: RuleName): RuleResult => ({ rule, passed: true });
export const fail = (rule: RuleName, message: string, remedy: Remedy): RuleResult => ({
  rule,
  passed: false,
  message,
  remedy,
});
