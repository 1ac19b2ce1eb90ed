import type { StallReason, TaskApproval, TaskStep } from "../model/approval.ts";
import type { StepData } from "../model/approval-data.ts";
import { assignVotes, isFull } from "./assign-votes.ts";
import { type Draft, isTooLarge, type Proceeding, votesIn } from "./draft.ts";
import { groupsIn } from "./fitting-groups.ts";
import { barredFrom, castersOf } from "./waited.ts";

/**
 * Why an open step can't pass at the moment. Null if it can. People who voted against may change
 * their vote, so they count as people who may vote. If nobody else is left who could vote for the
 * step, the reason is `undecided`.
 */
export function stallOf(
  name: string,
  data: StepData,
  step: TaskStep,
  approval: TaskApproval,
  proceeding: Proceeding,
): StallReason | null {
  const { voters, definition } = proceeding;
  if (step.state !== "open") return null;
  const given = votesIn(approval, name, "for");
  const hasVotedFor = new Set(given.map(({ seat }) => seat));
  const barred = barredFrom(name, approval, definition);
  const others = voters
    .filter(({ able, userId }) => able && !hasVotedFor.has(userId) && !barred.has(userId))
    .map((voter) => ({ voter, groups: groupsIn(proceeding, voter, data, step) }))
    .filter(({ groups }) => groups.length > 0);
  const forVotes = given.map(({ groups }) => groups);
  const possible = [...forVotes, ...others.map(({ groups }) => groups)];
  // A group that needs the votes of too many people has no seats, but it is not without people.
  const isEmpty = (group: string) =>
    !isTooLarge(step, group) && !possible.some((groups) => groups.includes(group));
  if (Object.keys(step.required).some(isEmpty)) return "nobody";
  if (!isFull(possible, step.required)) return "unreachable";
  const against = new Set(votesIn(approval, name, "against").map(({ seat }) => seat));
  const votes = votesIn(approval, name);
  // A person who has cast the vote of somebody else in this step can't cast another one there.
  const left = others.filter(
    ({ voter }) =>
      !against.has(voter.userId) && castersOf(voter, votes, definition, barred).length > 0,
  );
  return left.length === 0 ? "undecided" : null;
}

/** Finds the open steps that are stalled now, and adds an event for each step where this has changed. */
export function restall(draft: Draft): void {
  for (const [name, data, step] of draft.steps) {
    const stalled = stallOf(name, data, step, draft.approval, draft.proceeding);
    if (stalled === step.stalled) continue;
    draft.setStep(name, { stalled });
    if (stalled) draft.addEvent("approval.stalled", name, { because: stalled });
    else draft.addEvent("approval.resumed", name);
  }
}

/**
 * Whether one more vote, by a person who may vote in these groups, would count for a group that still
 * needs votes.
 */
export function fillsMore(
  groups: readonly string[],
  votes: readonly (readonly string[])[],
  required: { readonly [group: string]: number },
): boolean {
  const { filled } = assignVotes(votes, required);
  if (groups.some((group) => (filled[group] ?? 0) < (required[group] ?? 0))) return true;
  // All groups of the person are full. But a vote in one of them may move to another group.
  return (
    groups.length > 0 && countOf(assignVotes([...votes, groups], required)) > countOf({ filled })
  );
}

/** The number of votes that count. */
const countOf = ({ filled }: Pick<ReturnType<typeof assignVotes>, "filled">): number =>
  Object.values(filled).reduce((sum, count) => sum + count, 0);
