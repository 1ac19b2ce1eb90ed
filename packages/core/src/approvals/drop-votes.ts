import { systemId } from "../model/actor.ts";
import type { Vote } from "../model/approval.ts";
import { type Draft, votesIn } from "./draft.ts";

/** Why votes no longer count. */
type Because = "edited" | "withdrawn" | "removed" | "disabled" | "left";

/** Takes votes out of a step, and adds an event about this. */
export function dropVotes(
  draft: Draft,
  step: string,
  votes: readonly Vote[],
  because: Because,
  more: { readonly [field: string]: unknown } = {},
): void {
  if (votes.length === 0) return;
  draft.setVotes(draft.approval.votes.filter((one) => !votes.includes(one)));
  draft.addEvent("approval.voided", step, {
    votes: votes.map(({ seat }) => seat),
    because,
    ...more,
  });
}

/**
 * Takes out the votes of disabled accounts, and of people who are no longer on the board, in a step
 * that is open or about to open. A vote counts with the role that its person had at the time of the
 * vote. So if the person gets another role later, the vote still counts.
 */
export function dropAbsentIn(draft: Draft, step: string): void {
  const people = new Map(draft.proceeding.voters.map((one) => [one.userId, one]));
  const isDisabled = ({ seat }: Vote) => people.get(seat)?.disabled === true;
  const hasLeft = ({ seat }: Vote) => !people.has(seat) && seat !== systemId;
  const votes = votesIn(draft.approval, step);
  dropVotes(draft, step, votes.filter(isDisabled), "disabled");
  dropVotes(draft, step, votes.filter(hasLeft), "left");
}

/** Does the same as {@link dropAbsentIn}, in all open steps. Passed steps stay passed. */
export function dropAbsent(draft: Draft): void {
  for (const [name, , { state }] of draft.steps) if (state === "open") dropAbsentIn(draft, name);
}
