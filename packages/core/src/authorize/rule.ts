import type { Remedy } from "./remedy.ts";

/** A rule that an action has to pass, beside the role's permission. */
export type RuleName =
  | "permission"
  | "archived"
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

/** The result of a rule. The remedy is a function, because most rules pass and nobody asks for it. */
export const check = (
  rule: RuleName,
  passed: boolean,
  message: string,
  remedy: () => Remedy,
): RuleResult => (passed ? { rule, passed } : { rule, passed, message, remedy: remedy() });
