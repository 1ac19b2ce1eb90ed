import { actionsOn, judge as judgeAction, type Verdict } from "../authorize/judge.ts";
import { actionFor, join } from "../authorize/remedy.ts";
import type { Definitions, Facts } from "../model/facts.ts";
import { amongVoters, lacksVoters } from "./named-voters.ts";
import { withRoundsLeft } from "./rounds.ts";
import {
  grantingWithdrawal,
  isStepAction,
  stepActionRules,
  stepActions,
  withdrawalOf,
} from "./step-actions.ts";
import { addingVoter } from "./step-problem.ts";
import { openIn, voteRules } from "./vote-rules.ts";
import { isUnknownVersion, runningApproval } from "./vote-steps.ts";

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
  // Only the server knows the steps of other versions of the workflow, and the delegations of other people. So for a
  // task of another version, or a vote for somebody else, no rules are given, and the verdict on a vote is "ask".
  const { task, vote, actor, caster } = facts;
  const isUnknown = task !== undefined && isUnknownVersion(task, definitions);
  const needed = withdrawalOf(action, facts);
  if (!isStepAction(action, definitions)) {
    const isForOther = vote?.for !== undefined && vote.for !== actor.userId;
    if (task && isForOther && caster) return noSeat;
    const votes =
      isUnknown || (task && isForOther) ? undefined : voteRules(action, facts, definitions);
    const verdict = judgeAction(action, facts, withRoundsLeft(action, task, definitions), votes);
    return definitions.workflow.approvals
      ? withVoters(withBestReason(withRequester(verdict, given)), facts, definitions)
      : verdict;
  }
  const known = needed === "task.withdraw" ? grantingWithdrawal(definitions) : definitions;
  const verdict = judgeAction(needed, facts, known, stepActionRules(needed, facts, definitions));
  const isAllowed = verdict.allowed !== false || verdict.rule === "step";
  return isUnknown && isAllowed ? { allowed: "ask", rules: verdict.rules } : verdict;
}

const absent = {
  rule: "delegation",
  message:
    "The person for whom you vote can't vote on this task: they need an enabled account, to be on the board, and to see the task.",
  remedy: "none",
} as const;

/** The verdict on a vote for a person who could not vote themselves. Without that person's role, no other rule is judged. */
const noSeat: Verdict = { allowed: false, ...absent, rules: [{ passed: false, ...absent }] };

/**
 * Delegates can't decide on their own requests either. So if the delegate has requested the task, the rules get the task
 * as a request of the person for whom the delegate votes.
 */
const ofOwnTask = (facts: Facts): Facts => {
  const { task, actor, caster } = facts;
  if (!task || !caster || task.requesterId !== caster.userId) return facts;
  return { ...facts, task: { ...task, requesterId: actor.userId } };
};

/** A remedy that begins with a vote names only people who can vote in an open step. */
function withVoters(verdict: Verdict, { task }: Facts, definitions: Definitions): Verdict {
  const running = task && runningApproval(task, definitions);
  if (!running || verdict.allowed !== false || verdict.remedy === "none") return verdict;
  const [first, ...more] = verdict.remedy;
  const vote = first && actionFor(first.action, definitions.workflow)?.vote;
  if (!vote || vote === "override" || first.people) return verdict;
  const open = openIn(running);
  const votes = amongVoters([first], open, task, running);
  const isStuck = open.length > 0 && open.every((name) => lacksVoters(name, running));
  const remedy = join(isStuck ? addingVoter(definitions) : [], votes, more);
  return { ...verdict, remedy };
}

/** Corrects the message to a delegate who votes for the requester: the task is not the delegate's own request. */
function withRequester(verdict: Verdict, { task, actor, caster }: Facts): Verdict {
  if (verdict.allowed !== false || !caster || task?.requesterId !== actor.userId) return verdict;
  const message = `It is the request of ${actor.userId}: somebody else decides.`;
  const rules = verdict.rules.map((one) =>
    one.rule === "own_task" && !one.passed ? { ...one, message } : one,
  );
  return { ...verdict, rules, ...(verdict.rule === "own_task" && { message }) };
}

/**
 * If requesters lack the permission too, tells them that it is their own request: a permission would not help them.
 * Only for workflows with approvals, because pages of other workflows don't load this file, and have to give the
 * same answer as the server.
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
