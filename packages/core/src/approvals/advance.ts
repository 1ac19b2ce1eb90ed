import { holds } from "../authorize/condition.ts";
import type { TaskStep } from "../model/approval.ts";
import type { StepData } from "../model/approval-data.ts";
import { isFull } from "./assign-votes.ts";
import { timesOf } from "./deadline.ts";
import { type Draft, fittingGroups, maxSeats, votesIn } from "./draft.ts";
import { dropAbsentIn } from "./drop-votes.ts";

const isThrough = ({ state }: TaskStep): boolean => state === "passed" || state === "skipped";

/** Whether every step is passed or skipped. */
export const isDecided = (draft: Draft): boolean =>
  draft.steps.every(([, , step]) => isThrough(step));

/**
 * Opens the steps that no longer have to wait for another step. A step whose condition is false is
 * skipped. If the votes that a step still has are enough, it passes at once.
 */
export function advance(draft: Draft): void {
  const next = draft.steps.find(([, { after }, { state }]) => {
    const isThere = (name: string) => {
      const before = draft.approval.steps[name];
      return before !== undefined && isThrough(before);
    };
    return state === "waiting" && after.every(isThere);
  });
  if (!next) return;
  const [name, data] = next;
  const { task } = draft.proceeding;
  // If a field is missing, the condition is neither true nor false. Then the step opens: it is
  // better to ask people than to leave them out.
  if (data.when && holds(data.when, { actor: { userId: "", role: "" }, task }) === false) {
    draft.setStep(name, { state: "skipped" });
    draft.addEvent("approval.skipped", name, { condition: data.when });
  } else open(draft, name, data);
  advance(draft);
}

function open(draft: Draft, name: string, data: StepData): void {
  const { now } = draft.proceeding;
  const { round, steps } = draft.approval;
  const step = steps[name] as TaskStep;
  // The numbers of votes that a step needs don't change during a round, even if the step opens again.
  const isAgain = Object.keys(step.required).length > 0;
  const { required, seats } = isAgain ? step : needsOf(draft, step, data);
  draft.setStep(name, { openedAt: now, required, seats });
  dropAbsentIn(draft, name);
  const votes = votesIn(draft.approval, name, "for");
  const isCarried = isFull(
    votes.map(({ groups }) => groups),
    required,
  );
  if (isCarried) {
    draft.setStep(name, { state: "passed" });
    return draft.addEvent("approval.carried", name, { votes: votes.map(({ seat }) => seat) });
  }
  const times = timesOf(draft, step, data);
  draft.setStep(name, { state: "open", ...times });
  const { deadlineAt, calendar } = times;
  draft.addEvent("approval.opened", name, {
    round,
    required,
    ...(seats && { seats }),
    ...(deadlineAt && { deadlineAt }),
    ...(deadlineAt && calendar && { calendar }),
  });
}

/**
 * Returns how many votes each group of a step needs, and the people of the groups that need all
 * votes.
 */
function needsOf(
  { proceeding: { voters, task } }: Draft,
  step: TaskStep,
  data: StepData,
): Pick<TaskStep, "required" | "seats"> {
  const able = voters.filter((voter) => voter.able);
  const required: { [group: string]: number } = {};
  const seats: { [group: string]: string[] } = {};
  const fresh = { seats: null, added: step.added, required: {} };
  const fitting = able.map((voter) => [voter.userId, fittingGroups(voter, data, fresh, task)]);
  for (const [group, needs] of Object.entries(data.groups)) {
    const people = fitting.flatMap(([userId, groups]) =>
      groups?.includes(group) ? (userId as string) : [],
    );
    required[group] = needs.required === "all" ? Math.max(1, people.length) : needs.required;
    // If there are too many people, nobody gets a seat. So the step can't pass: it stalls.
    if (needs.required === "all") seats[group] = people.length > maxSeats ? [] : people.sort();
  }
  return { required, seats: Object.keys(seats).length > 0 ? seats : null };
}
