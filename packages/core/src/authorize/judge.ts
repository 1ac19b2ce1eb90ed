import type { Definitions, Facts } from "../model/facts.ts";
import { grants } from "./condition.ts";
import { actionFor, join, type Remedy, step } from "./remedy.ts";
import { check, type RuleName, type RuleResult } from "./rule.ts";
import { workflowRules } from "./rules.ts";
import { neededStates } from "./subtask-rules.ts";

/**
 * Whether an action is allowed, and if not, why. Only a client gets `allowed: "ask"`: the answer depends on
 * a condition that is a function on the server, or on an approval whose rules were not given. Call `tasks.why` to get it.
 */
export type Verdict =
  | { readonly allowed: true; readonly rules: readonly RuleResult[] }
  | { readonly allowed: "ask"; readonly rules: readonly RuleResult[] }
  | {
      readonly allowed: false;
      /** The first rule that failed. */
      readonly rule: RuleName;
      readonly message: string;
      /** The shortest list of steps after which the action would be allowed, or `none`. */
      readonly remedy: Remedy;
      /** Every rule that was checked, in order. */
      readonly rules: readonly RuleResult[];
      /**
       * The people who are away and for whom the caller can cast this vote, with `for`. Only the server knows them,
       * and only if the caller has not given `for`.
       */
      readonly for?: readonly string[];
    };

/** Says for whom a delegate can vote. */
export const forOthers = (people: readonly string[]): string =>
  ` You can vote for ${people.join(" or ")}: give \`for: "${people[0]}"\`.`;

/**
 * Judges one action on these facts. Pure. The server calls it for each command and for `tasks.why` and
 * `tasks.available`. A client calls it to disable buttons.
 *
 * @example
 * ```ts
 * const verdict = judge("task.approve", { actor, board, member, task, siblings }, definitions);
 * if (verdict.allowed === false) console.log(verdict.message, verdict.remedy);
 * ```
 *
 * For a workflow with approvals, use `judge` of `@taskwire/core/approvals`.
 *
 * @param more the results of further rules, e.g. those of approvals
 */
export function judge(
  action: string,
  facts: Facts,
  definitions: Definitions,
  more?: readonly RuleResult[],
): Verdict {
  const granted = grants(action, facts, definitions.roles);
  const message = `${facts.actor.role} cannot do this.`;
  const way = () => step(action, definitions);
  // On an archived board, it is still possible to remove things and people. For everything else,
  // the board has to be reopened first.
  const isClosed = facts.board?.archived && !/(remove|delete|archive)$/.test(action);
  const rules = [
    check("permission", granted !== false, message, way),
    ...(isClosed ? [check("archived", false, "The board is archived.", way)] : []),
    ...workflowRules(action, facts, definitions),
    ...(more ?? []),
  ];
  const failed = rules.filter((result) => !result.passed);
  const [first] = failed;
  // A page without the rules of approvals asks the server about votes.
  const isVote = actionFor(action, definitions.workflow)?.vote;
  if (!first) return { allowed: isVote && !more ? "ask" : (granted as true | "ask"), rules };
  // The remedy has to satisfy all rules that failed, not only the first one. The longest remedy
  // does.
  const remedies = failed.map(({ remedy }) => remedy).sort((a, b) => a.length - b.length);
  const remedy = join(
    isClosed ? step("board.archive", definitions) : [],
    remedies.includes("none") ? "none" : (remedies.at(-1) as Remedy),
  );
  return { allowed: false, rule: first.rule, message: first.message, remedy, rules };
}

/**
 * Returns the names of the actions on a task or a subtask, which are their permissions: those of
 * the workflow, and those of the app's own operations.
 */
export const actionsOn = (
  { subtask }: Facts,
  { workflow, permissions }: Definitions,
): readonly string[] =>
  subtask
    ? [...Object.keys(neededStates), ...(permissions?.subtask ?? [])]
    : [
        "task.edit",
        "task.delete",
        ...Object.keys(workflow.actions).map((name) => `task.${name}`),
        "subtask.create",
        ...(permissions?.task ?? []),
      ];

/**
 * Judges all actions on a task or a subtask, so that a page can enable and disable buttons.
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
