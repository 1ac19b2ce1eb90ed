import type { TaskApproval, Vote } from "../model/approval.ts";
import type { ApprovalData } from "../model/approval-data.ts";
import { type Proceeding, type Voter, votesIn } from "./draft.ts";
import { groupsIn } from "./fitting-groups.ts";

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
 * The people who can't vote in a step of a `distinct` approval, because they have a vote in another step: their own, or
 * one that they cast for somebody else.
 */
export const barredFrom = (
  step: string,
  { votes }: TaskApproval,
  { distinct }: ApprovalData,
): ReadonlySet<string> =>
  new Set(
    distinct ? votes.flatMap((one) => (one.step === step ? [] : [one.seat, one.castBy])) : [],
  );

/**
 * The people who can cast a person's vote in a step: the person and, if they are away, their delegates.
 * People who have cast the vote of somebody else in the step can't cast another one there.
 *
 * @param votes the votes of the step
 * @param barred see {@link barredFrom}
 */
export function castersOf(
  voter: Voter,
  votes: readonly Vote[],
  definition: ApprovalData,
  barred: ReadonlySet<string>,
): string[] {
  if (barred.has(voter.userId)) return [];
  if (!voter.delegates && votes.length === 0) return [voter.userId];
  const hasCast = (userId: string) =>
    votes.some(({ castBy, seat }) => castBy === userId && seat !== voter.userId);
  const delegates = (voter.delegates ?? []).filter(
    (one) => mayRepresent(one, definition) && !barred.has(one.userId),
  );
  return [voter, ...delegates].flatMap(({ userId }) => (hasCast(userId) ? [] : userId));
}

/**
 * The votes that each open step waits for: those of the people who can vote there, and have not voted yet. If such a
 * person is away, their delegates can cast the vote too.
 */
export function ballotsIn(approval: TaskApproval, proceeding: Proceeding): Waited {
  const { voters, definition } = proceeding;
  const waited: { [step: string]: OpenBallot[] } = {};
  for (const [name, data] of Object.entries(definition.steps)) {
    const step = approval.steps[name];
    if (step?.state !== "open") continue;
    const votes = votesIn(approval, name);
    const voted = new Set(votes.map(({ seat }) => seat));
    const barred = barredFrom(name, approval, definition);
    const isWaitedFor = (voter: Voter) =>
      voter.able && !voted.has(voter.userId) && groupsIn(proceeding, voter, data, step).length > 0;
    waited[name] = voters.filter(isWaitedFor).flatMap((voter) =>
      castersOf(voter, votes, definition, barred).map((userId) => ({
        userId,
        seat: voter.userId,
      })),
    );
  }
  return waited;
}
