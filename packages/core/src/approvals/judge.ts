import { actionsOn, judge as judgeAction, type Verdict } from "../authorize/judge.ts";
import type { Definitions, Facts } from "../model/facts.ts";
import {
  grantingWithdrawal,
  isStepAction,
  stepActionRules,
  stepActions,
  withdrawalOf,
} from "./step-actions.ts";
import { voteRules } from "./vote-rules.ts";
import { isUnknownVersion } from "./vote-steps.ts";

/**
 * Judges one action on these facts, as `judge` of `@taskwire/core` does, with the rules of
 * approvals too. `facts.vote` names the step and the version that a vote is for, or the step and the
 * person whose vote is taken out. This function has
 * its own entry point, so that pages without approvals don't load these rules. Without the rules,
 * the verdict on a vote is `ask`.
 *
 * @example
 * ```ts
 * const verdict = judge("task.approve", { actor, board, member, task, vote: { step: "check" } }, definitions);
 * if (verdict.allowed === false) console.log(verdict.message, verdict.remedy);
 * ```
 */
export function judge(action: string, given: Facts, definitions: Definitions): Verdict {
  const facts = ofOwnTask(given);
  // Only the server knows the steps of other versions of the workflow. So for a task of another
  // version, no rules are given, and the verdict on a vote is "ask".
  // The same goes for the delegations of others.
  const { task, vote, actor, caster } = facts;
  const isUnknown = task !== undefined && isUnknownVersion(task, definitions);
  const needed = withdrawalOf(action, facts);
  if (!isStepAction(action, definitions)) {
    const isForOther = vote?.for !== undefined && vote.for !== actor.userId && !caster;
    const votes =
      isUnknown || (task && isForOther) ? undefined : voteRules(action, facts, definitions);
    const verdict = judgeAction(action, facts, definitions, votes);
    return definitions.workflow.approvals ? withBestReason(verdict) : verdict;
  }
  const known = needed === "task.withdraw" ? grantingWithdrawal(definitions) : definitions;
  const verdict = judgeAction(needed, facts, known, stepActionRules(needed, facts, definitions));
  const isAllowed = verdict.allowed !== false || verdict.rule === "step";
  return isUnknown && isAllowed ? { allowed: "ask", rules: verdict.rules } : verdict;
}

/** Delegates can't decide on their own requests either. So for them, such a request is one of the principal. */
const ofOwnTask = (facts: Facts): Facts => {
  const { task, actor, caster } = facts;
  if (!task || !caster || task.requesterId !== caster.userId) return facts;
  return { ...facts, task: { ...task, requesterId: actor.userId } };
};

/**
 * Requesters need no permission to be refused: for them, the other reason is the better one. A page of a
 * workflow without approvals doesn't load this, and has to give the same answer as the server.
 */
function withBestReason(verdict: Verdict): Verdict {
  if (verdict.allowed !== false || verdict.rule !== "permission") return verdict;
  const own = verdict.rules.find(({ rule, passed }) => rule === "own_task" && !passed);
  return own && !own.passed ? { ...verdict, message: own.message } : verdict;
}

/**
 * Judges every action on a task or a subtask, with the rules of approvals, for the buttons of a page.
 *
 * @example
 * ```ts
 * const { "task.approve": approve } = available({ actor, board, member, task }, definitions);
 * button.disabled = approve?.allowed === false;
 * ```
 */
export const available = <Action extends string>(
  facts: Facts,
  definitions: Definitions<Action>,
): { readonly [A in Action]?: Verdict } =>
  Object.fromEntries(
    [...actionsOn(facts, definitions), ...stepActions(facts, definitions)].map((action) => [
      action,
      judge(action, facts, definitions),
    ]),
  ) as { [A in Action]?: Verdict };
