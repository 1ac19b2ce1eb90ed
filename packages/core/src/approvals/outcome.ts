import type { TaskApproval } from "../model/approval.ts";
import { own } from "../model/own.ts";
import { isDecided } from "./advance.ts";
import type { ApprovalChange, Draft, Proceeding } from "./draft.ts";
import { ballotsIn, type Waited } from "./waited.ts";

const peopleIn = (ballots: Waited[string] = []): string[] => [
  ...new Set(ballots.map(({ userId }) => userId)),
];

/** The people whom a step still waits for, so that their request stays open. */
const stillAsked = (before: Waited, after: Waited): Set<string> =>
  new Set(
    Object.entries(before).flatMap(([step, ballots]) => {
      const now = new Set(peopleIn(own(after, step)));
      return peopleIn(ballots).filter((userId) => now.has(userId));
    }),
  );

/** The people who are asked from now on, each under the first step that waits for them. */
function newlyAsked(after: Waited, still: ReadonlySet<string>): ApprovalChange["asks"] {
  const asked = new Set(still);
  const asks = Object.entries(after).map(([step, ballots]) => {
    const fresh = peopleIn(ballots).filter((userId) => !asked.has(userId));
    for (const userId of fresh) asked.add(userId);
    return [step, fresh] as const;
  });
  return Object.fromEntries(asks.filter(([, fresh]) => fresh.length > 0));
}

/**
 * The people who are reminded, each under the first step that reminds them. If the same change
 * already asks a person for a vote, it does not remind this person in addition.
 */
function reminded(
  { events }: Draft,
  after: Waited,
  asks: ApprovalChange["asks"],
): ApprovalChange["reminds"] {
  const told = new Set(Object.values(asks).flat());
  const reminds: { [step: string]: readonly string[] } = {};
  for (const { type, step, data } of events) {
    if (type !== "approval.reminded" && data.because !== "away") continue;
    const people = peopleIn(own(after, step)).filter((userId) => !told.has(userId));
    for (const userId of people) told.add(userId);
    reminds[step] = people;
  }
  return reminds;
}

/** For each person, the people whose votes they can cast, sorted. */
function seatsIn(waited: Waited): Map<string, string[]> {
  const seats = new Map<string, Set<string>>();
  for (const { userId, seat } of Object.values(waited).flat())
    seats.set(userId, (seats.get(userId) ?? new Set()).add(seat));
  return new Map([...seats].map(([userId, all]) => [userId, [...all].sort()]));
}

/**
 * For each person whom an approval waits for, the people whose votes they can cast. If the person also
 * has a vote of their own, the list contains this person too.
 */
export const seatsAsked = (approval: TaskApproval, proceeding: Proceeding): Map<string, string[]> =>
  seatsIn(ballotsIn(approval, proceeding));

const sameList = (a: readonly string[] = [], b: readonly string[] = []): boolean =>
  a.length === b.length && a.every((one, i) => one === b[i]);

/**
 * Returns what a draft changes: the approval, its events, and the people who are asked, reminded or no
 * longer asked.
 *
 * @param before the votes that the approval waited for until now
 * @param outcome given if votes against turned the task down
 */
export function changeFrom(
  draft: Draft,
  before: Waited,
  outcome: "against" | null = null,
): ApprovalChange {
  const decided = outcome ?? (isDecided(draft) ? "for" : null);
  const after = decided ? {} : ballotsIn(draft.approval, draft.proceeding);
  const still = stillAsked(before, after);
  const asked = peopleIn(Object.values(before).flat());
  const asks = newlyAsked(after, still);
  const [earlier, seats] = [seatsIn(before), seatsIn(after)];
  return {
    approval: draft.approval,
    events: draft.events,
    asks,
    reminds: reminded(draft, after, asks),
    done: asked.filter((userId) => !still.has(userId)),
    seats: Object.fromEntries(seats),
    regrouped: [...still].filter((userId) => !sameList(earlier.get(userId), seats.get(userId))),
    outcome: decided,
  };
}
