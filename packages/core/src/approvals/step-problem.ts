import { holds } from "../authorize/condition.ts";
import { join, type Remedy, rolesThatCan } from "../authorize/remedy.ts";
import type { TaskStep } from "../model/approval.ts";
import type { Definitions, Facts } from "../model/facts.ts";
import { own } from "../model/own.ts";
import { maxSeats } from "./draft.ts";
import { amongVoters, lacksVoters, namedVoters } from "./named-voters.ts";
import { type Running, type StepOfSeat, stepsOfSeat } from "./vote-steps.ts";

type Kind = "for" | "against" | "return";

/** Why a person can't vote in a step. */
export interface StepProblem {
  readonly message: string;
  /** The step that the message is about. */
  readonly step?: string;
  /** The remedy: the steps after which the person can vote. */
  way(): Remedy;
}

/** The parts of remedies. */
interface RemedyParts {
  readonly definitions: Definitions;
  /** The remedy that somebody votes for the task. */
  votesFor(): Remedy;
}

/** Says why a person can't vote in a step, with the remedy. Undefined if they can. */
export function stepProblem(
  kind: Kind,
  seat: StepOfSeat | undefined,
  running: Running,
  facts: Facts,
  parts: RemedyParts,
): StepProblem | undefined {
  if (seat && takesVote(seat, kind)) return undefined;
  const named = facts.vote?.step;
  const all = stepsOfSeat(running, facts, kind);
  const open = all.filter(({ step, groups }) => step.state === "open" && groups.length > 0);
  if (!seat && named !== undefined)
    return { message: `There is no step "${named}" in this approval.`, way: none };
  if (!seat && open.length > 1) {
    const names = open.map(({ name }) => name).join(" and ");
    return { message: `You can vote in ${names}. Say in which one, with \`step\`.`, way: () => [] };
  }
  const mine = all.filter(({ groups }) => groups.length > 0);
  const target =
    seat ??
    mine.find(({ step }) => step.state === "waiting") ??
    mine.find(({ step }) => step.state === "passed") ??
    all.find(({ step }) => step.state === "open");
  if (!target) return { message: "No step is open.", way: none };
  if (target.step.state === "waiting") return waitProblem(target.name, all, running, facts, parts);
  if (target.step.state !== "open")
    return {
      message: `The step "${target.name}" is ${target.step.state}, so it takes no votes.`,
      way: none,
    };
  if (target.groups.length === 0) return seatProblem(target.name, running, facts, parts);
  return {
    message: `The step "${target.name}" already has the votes that it needs from your group.`,
    way: none,
  };
}

const none = () => "none" as const;

/** Whether a step is open for a vote. A vote for the task must also fill a place, or repeat the vote of the seat. */
const takesVote = ({ step, groups, fills, vote }: StepOfSeat, kind: Kind): boolean =>
  step.state === "open" && groups.length > 0 && (kind !== "for" || fills || vote?.vote === kind);

/** The problem of a step that is not open yet. */
function waitProblem(
  step: string,
  all: readonly StepOfSeat[],
  running: Running,
  { task }: Facts,
  { definitions, votesFor }: RemedyParts,
): StepProblem {
  const before = earlierSteps(step, running);
  const namesIn = (state: TaskStep["state"]) =>
    all.flatMap((one) => (one.step.state === state && before.has(one.name) ? one.name : []));
  const open = namesIn("open");
  const quoted = open.map((name) => `"${name}"`).join(" and ");
  return {
    message: `The step "${step}" waits for ${quoted ? `the step ${quoted}` : "an earlier step"}.`,
    step,
    way: () => {
      const later = namesIn("waiting").filter((name) => !isSkipped(name, task, running));
      const votes = [open, ...later.map((name) => [name])].map((names) =>
        amongVoters(votesFor(), names, task, running),
      );
      const isStuck = open.some((name) => lacksVoters(name, running));
      return join(isStuck ? addingVoter(definitions) : [], ...votes);
    },
  };
}

/** The problem of a person who has no vote of this kind in an open step. */
function seatProblem(
  step: string,
  running: Running,
  facts: Facts,
  { definitions }: RemedyParts,
): StepProblem {
  const takesNone = stepsOfSeat(running, facts, "against").some(
    ({ name, groups }) => name === step && groups.length > 0,
  );
  return takesNone
    ? {
        message: `The step "${step}" needs the votes of all, and more than ${maxSeats} people can vote in it. So it takes no votes for the task.`,
        step,
        way: none,
      }
    : { message: notAsked(step, facts, running), step, way: () => addingVoter(definitions) };
}

/** The remedy that somebody adds a voter. Empty if no role can. */
export function addingVoter({ roles }: Definitions): Remedy {
  const by = rolesThatCan("task.addVoter", roles);
  return by.length > 0 ? [{ action: "task.addVoter", by }] : [];
}

/** Whether a step that waits is skipped when its turn comes, unless an edit changes this. */
function isSkipped(name: string, task: Facts["task"], { definition }: Running): boolean {
  const when = own(definition.steps, name)?.when;
  return !!when && !!task && holds(when, { actor: { userId: "", role: "" }, task }) === false;
}

/** The steps that have to pass before a step opens. */
function earlierSteps(name: string, running: Running, found = new Set<string>()): Set<string> {
  for (const before of own(running.definition.steps, name)?.after ?? [])
    if (!found.has(before)) earlierSteps(before, running, found.add(before));
  return found;
}

/** Says whom a step asks to vote, to a person whom it doesn't ask. */
function notAsked(name: string, { task }: Facts, running: Running): string {
  const { roles, people } = namedVoters([name], task, running);
  const who = people?.length
    ? people.join(" or ")
    : roles && `people with the role ${roles.join(" or ")}`;
  return who
    ? `Only ${who} can vote in the step "${name}".`
    : `You are not one of the people who can vote in the step "${name}".`;
}
