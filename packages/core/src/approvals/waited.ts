import type { TaskApproval, Vote } from "../model/approval.ts";
import type { ApprovalData } from "../model/approval-data.ts";
import { fittingGroups, type Proceeding, type Voter, votesIn } from "./draft.ts";

/** A vote that can be cast: the person whose vote it is, and a person who can cast it. */
interface OpenBallot {
  readonly userId: string;
  readonly seat: string;
}

/** For each open step, the votes that it waits for, with each person who can cast them. */
export interface Waited {
  readonly [step: string]: readonly OpenBallot[];
}

/** Whether a person's role lets them vote for others in an approval. */
export const mayRepresent = (
  { role }: { readonly role: string },
  { delegates }: ApprovalData,
): boolean => delegates === undefined || (delegates !== false && delegates.includes(role));

/**
 * The people who can cast a person's vote in a step: the person and, if they are away, their delegates.
 * A person who has cast a vote of somebody else in the step casts no other one there.
 *
 * @param votes the votes of the step
 */
export function castersOf(
  voter: Voter,
  votes: readonly Vote[],
  definition: ApprovalData,
): string[] {
  const hasCast = (userId: string) =>
    votes.some(({ castBy, seat }) => castBy === userId && seat !== voter.userId);
  const delegates = (voter.delegates ?? []).filter((one) => mayRepresent(one, definition));
  return [voter, ...delegates].flatMap(({ userId }) => (hasCast(userId) ? [] : userId));
}

/**
 * The votes that each open step waits for: those of the people who can vote there, and have not. If such a
 * person is away, also their delegates can cast the vote.
 */
export function ballotsIn(
  approval: TaskApproval,
  { voters, task, definition }: Proceeding,
): Waited {
  const waited: { [step: string]: OpenBallot[] } = {};
  for (const [name, data] of Object.entries(definition.steps)) {
    const step = approval.steps[name];
    if (step?.state !== "open") continue;
    const votes = votesIn(approval, name);
    const voted = new Set(votes.map(({ seat }) => seat));
    const isWaitedFor = (voter: Voter) =>
      voter.able && !voted.has(voter.userId) && fittingGroups(voter, data, step, task).length > 0;
    waited[name] = voters
      .filter(isWaitedFor)
      .flatMap((voter) =>
        castersOf(voter, votes, definition).map((userId) => ({ userId, seat: voter.userId })),
      );
  }
  return waited;
}
