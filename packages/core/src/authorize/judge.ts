import type { Definitions, Facts } from "../model/facts.ts";
import { grants } from "./condition.ts";
import { type Remedy, step } from "./remedy.ts";
import { fail, pass, type RuleName, type RuleResult } from "./rule.ts";
import { workflowRules } from "./rules.ts";

/**
 * Whether an action is allowed, and if not, why. `allowed: "ask"` comes up on a client only: a condition that the host
 * judges on the server stands between; `tasks.why` asks.
 */
export type Verdict =
  | { readonly allowed: true; readonly rules: readonly RuleResult[] }
  | { readonly allowed: "ask"; readonly rules: readonly RuleResult[] }
  | {
      readonly allowed: false;
      /** The first rule that failed. */
      readonly rule: RuleName;
      readonly message: string;
      /** The nearest way to yes, or `none`. */
      readonly remedy: Remedy;
      /** Every rule that was tried, in order. */
      readonly rules: readonly RuleResult[];
    };

/**
 * Judges one action on these facts. Pure; the server decides with it at each command, `why` and `available` answer with
 * it, and a client greys out its buttons with it.
 *
 * @example
 * ```ts
 * const verdict = judge("task.approve", { actor, board, member, task, siblings }, definitions);
 * if (verdict.allowed === false) console.log(verdict.message, verdict.remedy);
 * ```
 */
export function judge(action: string, facts: Facts, definitions: Definitions): Verdict {
  const granted = grants(action, facts, definitions.roles);
  const message = `The role ${facts.actor.role} cannot do this here.`;
  const rules = [
    granted === false ? fail("permission", message, step(action, definitions)) : pass("permission"),
    ...workflowRules(action, facts, definitions),
  ];
  const failed = rules.filter((result) => !result.passed);
  const [first] = failed;
  if (!first) return { allowed: granted === "ask" ? "ask" : true, rules };
  // The remedy has to satisfy every rule, not only the first one that failed: the longest does.
  const remedies = failed.map(({ remedy }) => remedy).sort((a, b) => a.length - b.length);
  const remedy = remedies.includes("none") ? "none" : (remedies.at(-1) as Remedy);
  return { allowed: false, rule: first.rule, message: first.message, remedy, rules };
}

/**
 * The actions that somebody could ask for on a task or a subtask, by the names of their permissions: the workflow's, and
 * those of the app's own operations.
 */
export const actionsOn = (
  { subtask }: Facts,
  { workflow, permissions }: Definitions,
): readonly string[] =>
  subtask
    ? ["subtask.complete", "subtask.reopen", "subtask.assign", ...(permissions?.subtask ?? [])]
    : [
        "task.edit",
        ...Object.entries(workflow.actions).flatMap(([name, { trigger }]) =>
          trigger === "subtask.reopened" ? [] : `task.${name}`,
        ),
        "subtask.create",
        ...(permissions?.task ?? []),
      ];

/**
 * Every action on a task or a subtask with its verdict: what a page needs to draw its buttons.
 *
 * @example
 * ```ts
 * const { "task.approve": approve } = available({ actor, board, member, task, siblings }, definitions);
 * button.disabled = approve?.allowed === false;
 * button.title = approve?.allowed === false ? approve.message : "";
 * ```
 */
export function available<Action extends string>(
  facts: Facts,
  definitions: Definitions<Action>,
): { readonly [A in Action]?: Verdict } {
  return Object.fromEntries(
    actionsOn(facts, definitions).map((action) => [action, judge(action, facts, definitions)]),
  ) as { [A in Action]?: Verdict };
}
