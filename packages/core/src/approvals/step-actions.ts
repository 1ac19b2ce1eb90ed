import { step as stepBy } from "../authorize/remedy.ts";
import { check, type RuleResult } from "../authorize/rule.ts";
import type { Definitions, Facts } from "../model/facts.ts";
import { votesIn } from "./draft.ts";
import { runningApproval } from "./vote-steps.ts";

/**
 * The actions on the steps of an approval that are no votes. `task.withdraw` takes one's own vote
 * out, and `vote.remove` the vote of another person.
 */
const actions = ["task.addVoter", "task.extend", "task.withdraw", "vote.remove"] as const;

/** Whether an action is one on the steps of an approval. A workflow without approvals may use the names. */
export const isStepAction = (action: string, { workflow }: Definitions): boolean =>
  workflow.approvals !== undefined && (actions as readonly string[]).includes(action);

/** The actions on the steps of a task's approval. A workflow without approvals has none. */
export const stepActions = ({ subtask }: Facts, { workflow }: Definitions): readonly string[] =>
  workflow.approvals && !subtask ? actions : [];

/** Whether an action takes a vote out of a step. */
export const isWithdrawal = (action: string): boolean =>
  action === "task.withdraw" || action === "vote.remove";

/**
 * The action that takes out the vote of the person `facts.vote.for`. People take out their own vote and those
 * that they have cast for others with `task.withdraw`, and any other vote with `vote.remove`. Other actions,
 * and actions without such a person, stay as they are.
 */
export function withdrawalOf(action: string, { task, actor, vote }: Facts): string {
  const seat = vote?.for;
  if (seat === undefined || !isWithdrawal(action)) return action;
  const isOwn =
    seat === actor.userId ||
    task?.approval?.votes.some(
      (one) =>
        one.seat === seat &&
        one.castBy === actor.userId &&
        (vote?.step === undefined || one.step === vote.step),
    );
  return isOwn ? "task.withdraw" : "vote.remove";
}

/** Every member may take their own vote out, so no role has to grant it. */
export function grantingWithdrawal(definitions: Definitions): Definitions {
  const roles = Object.entries(definitions.roles.roles).map(
    ([role, grants]) => [role, { ...grants, "task.withdraw": true }] as const,
  );
  return {
    ...definitions,
    roles: { ...definitions.roles, roles: Object.fromEntries(roles) },
  };
}

/**
 * Returns the results of the rules for an action on the steps of an approval, in the order in which the
 * commands check them. The command names a step. If `facts.vote` does not name it, these rules say whether there
 * is any step that fits. The same goes for the person whose vote is taken out, `facts.vote.for`.
 */
export function stepActionRules(
  action: string,
  facts: Facts,
  definitions: Definitions,
): RuleResult[] {
  const { task, actor, board, vote } = facts;
  if (!task) return [];
  const running = runningApproval(task, definitions);
  const open = Object.entries(running?.approval.steps ?? {}).filter(
    ([name, { state }]) => state === "open" && (vote?.step === undefined || vote.step === name),
  );
  const votes = open
    .flatMap(([name]) => (running ? votesIn(running.approval, name) : []))
    .filter(({ seat }) => vote?.for === undefined || vote.for === seat);
  const none = () => "none" as const;
  const own = check(
    "own_task",
    task.requesterId !== actor.userId,
    "It is your own request: somebody else does this.",
    none,
  );
  switch (action) {
    case "task.addVoter":
      return [own, check("step", open.length > 0, "No step of an approval is open.", none)];
    case "task.extend": {
      const hasDeadline = open.some(([name]) => running?.definition.steps[name]?.deadline);
      return [check("step", hasDeadline, "No step with a deadline is open.", none)];
    }
    case "task.withdraw": {
      const hasOwn = votes.some(
        ({ seat, castBy }) => seat === actor.userId || castBy === actor.userId,
      );
      return [check("step", hasOwn, "You have no vote in an open step.", none)];
    }
    default: {
      const way = () => stepBy("board.archive", definitions);
      const hasOther = votes.some(({ seat }) => seat !== actor.userId);
      return [
        check("archived", !board?.archived, "The board is archived.", way),
        own,
        check("step", hasOther, "Nobody else has a vote in an open step.", none),
      ];
    }
  }
}
