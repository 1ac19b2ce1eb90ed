import { systemId } from "../model/actor.ts";
import type { Vote } from "../model/approval.ts";
import type { Task } from "../model/task.ts";
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

/** The people on a board, by their ids. */
type People = ReadonlyMap<string, { readonly disabled: boolean }>;

/** Why a vote does not count in a step that is open: its person is disabled or has left. Undefined if it counts. */
function absenceOf({ seat }: Vote, people: People): "disabled" | "left" | undefined {
  if (seat === systemId) return undefined;
  const person = people.get(seat);
  if (!person) return "left";
  return person.disabled ? "disabled" : undefined;
}

/**
 * Takes out the votes of disabled accounts, and of people who are no longer on the board, in a step
 * that is open or about to open. A vote counts with the role that its person had at the time of the
 * vote. So if the person gets another role later, the vote still counts.
 */
export function dropAbsentIn(draft: Draft, step: string): void {
  const people = new Map(draft.proceeding.voters.map((one) => [one.userId, one]));
  const votes = votesIn(draft.approval, step);
  for (const because of ["disabled", "left"] as const)
    dropVotes(
      draft,
      step,
      votes.filter((one) => absenceOf(one, people) === because),
      because,
    );
}

/** Does the same as {@link dropAbsentIn}, in all open steps. Passed steps stay passed. */
export function dropAbsent(draft: Draft): void {
  for (const [name, , { state }] of draft.steps) if (state === "open") dropAbsentIn(draft, name);
}

/** Whether a task has votes in an open step. All other votes count, whoever is disabled or leaves. */
export const hasOpenVotes = ({ approval }: Pick<Task, "approval">): boolean =>
  approval?.votes.some(({ step }) => approval.steps[step]?.state === "open") === true;

/**
 * Returns a task without the votes that count no more in its open steps, but that no commit has taken out yet. They must
 * not keep others from voting. Undefined if the task has none.
 */
export function withoutAbsent(task: Task, people: People): Task | undefined {
  const { approval } = task;
  if (!approval) return undefined;
  const counts = (one: Vote) =>
    approval.steps[one.step]?.state !== "open" || absenceOf(one, people) === undefined;
  return approval.votes.every(counts)
    ? undefined
    : { ...task, approval: { ...approval, votes: approval.votes.filter(counts) } };
}
