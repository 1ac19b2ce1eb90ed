import type { TaskApproval } from "../model/approval.ts";
import type { ApprovalData } from "../model/approval-data.ts";
import { own } from "../model/own.ts";
import { isDecided } from "./advance.ts";
import {
  type ApprovalChange,
  type Draft,
  fittingGroups,
  type Proceeding,
  type Voter,
  votesIn,
} from "./draft.ts";

/** For each open step, the people whose vote it waits for. */
export interface Waited {
  [step: string]: string[];
}

/** Whether a person's role lets them vote for others in an approval. */
export const mayRepresent = (
  { role }: { readonly role: string },
  { delegates }: ApprovalData,
): boolean => delegates === undefined || (delegates !== false && delegates.includes(role));

/**
 * The people whose vote each open step waits for: they can vote there, and have not. If such a person is away, also
 * their delegates who have no vote in the step yet.
 */
export function waitedIn(approval: TaskApproval, { voters, task, definition }: Proceeding): Waited {
  const waited: { [step: string]: string[] } = {};
  for (const [name, data] of Object.entries(definition.steps)) {
    const step = approval.steps[name];
    if (step?.state !== "open") continue;
    const voted = new Set(votesIn(approval, name).map(({ seat }) => seat));
    const isWaitedFor = (voter: Voter) =>
      voter.able && !voted.has(voter.userId) && fittingGroups(voter, data, step, task).length > 0;
    const seats = voters.filter(isWaitedFor);
    const cast = new Set(votesIn(approval, name).map(({ castBy }) => castBy));
    const delegates = seats
      .flatMap((seat) => seat.delegates ?? [])
      .filter((one) => mayRepresent(one, definition) && !cast.has(one.userId));
    waited[name] = [...new Set([...seats, ...delegates].map(({ userId }) => userId))];
  }
  return waited;
}

/** The people whose vote an open step waits for. */
export const waitedFor = (approval: TaskApproval, proceeding: Proceeding): string[] =>
  [...new Set(Object.values(waitedIn(approval, proceeding)).flat())].sort();

/** The people whom a step still waits for, so that their request stays open. */
const stillAsked = (before: Waited, after: Waited): Set<string> =>
  new Set(
    Object.entries(before).flatMap(([step, people]) =>
      people.filter((userId) => own(after, step)?.includes(userId)),
    ),
  );

/** The people who are asked from now on, each under the first step that waits for them. */
function newlyAsked(after: Waited, still: ReadonlySet<string>): ApprovalChange["asks"] {
  const asked = new Set(still);
  const asks = Object.entries(after).map(([step, people]) => {
    const fresh = people.filter((userId) => !asked.has(userId));
    for (const userId of fresh) asked.add(userId);
    return [step, fresh] as const;
  });
  return Object.fromEntries(asks.filter(([, fresh]) => fresh.length > 0));
}

/**
 * The people who are reminded, each under the first step that reminds them. If the same change
 * already asks a person for a vote, it does not remind this person in addition.
 */
function reminded({ events }: Draft, after: Waited, asks: ApprovalChange["asks"]): Waited {
  const told = new Set(Object.values(asks).flat());
  const reminds: Waited = {};
  for (const { type, step, data } of events) {
    if (type !== "approval.reminded" && data.because !== "away") continue;
    const people = (own(after, step) ?? []).filter((userId) => !told.has(userId));
    for (const userId of people) told.add(userId);
    reminds[step] = people;
  }
  return reminds;
}

/**
 * Returns the result of a draft.
 *
 * @param before the people whom the approval waited for until now
 * @param outcome given if votes against turned the task down
 */
export function changeFrom(
  draft: Draft,
  before: Waited,
  outcome: "against" | null = null,
): ApprovalChange {
  const decided = outcome ?? (isDecided(draft) ? "for" : null);
  const after = decided ? {} : waitedIn(draft.approval, draft.proceeding);
  const still = stillAsked(before, after);
  const asked = [...new Set(Object.values(before).flat())];
  const asks = newlyAsked(after, still);
  return {
    approval: draft.approval,
    events: draft.events,
    asks,
    reminds: reminded(draft, after, asks),
    done: asked.filter((userId) => !still.has(userId)),
    outcome: decided,
  };
}
