import { pathTo } from "../authorize/ahead.ts";
import {
  actionFor,
  excludesRequester,
  join,
  ownRequest,
  type Remedy,
  step as stepBy,
} from "../authorize/remedy.ts";
import { check, type RuleResult } from "../authorize/rule.ts";
import type { ActionData } from "../model/definitions.ts";
import type { Definitions, Facts } from "../model/facts.ts";
import { own } from "../model/own.ts";
import type { Task } from "../model/task.ts";
import { deadlineAfterOutage } from "./away.ts";
import { calendarOf } from "./deadline.ts";
import { amongVoters } from "./named-voters.ts";
import { isUsedUp, roundsBegunBy } from "./rounds.ts";
import { addingVoter, stepProblem } from "./step-problem.ts";
import {
  isSameVote,
  type Running,
  runningApproval,
  type StepOfSeat,
  stepOfVote,
} from "./vote-steps.ts";
import { mayRepresent } from "./waited.ts";

/**
 * Returns the results of the rules of approvals for an action on a task, in the order in which they
 * apply. There are none if the action is no vote and leads to no approval.
 */
export function voteRules(action: string, facts: Facts, definitions: Definitions): RuleResult[] {
  const { task } = facts;
  const { workflow } = definitions;
  if (!task || !workflow.approvals) return [];
  const running = runningApproval(task, definitions);
  if (action === "task.edit")
    return running
      ? [...lateRule(running, facts, definitions), ...lockedRule(running, task, facts, definitions)]
      : [];
  const data = actionFor(action, workflow);
  if (!data?.from.includes(task.state)) return [];
  const results = roundRules(data, task, running, definitions);
  if (!running || !data.vote) return results;
  if (data.vote === "override")
    return excludesRequester(data, workflow) ? results : [...results, ownTaskRule(task, facts)];
  return [...results, ...ballotRules(action, data.vote, running, facts, definitions)];
}

/** The action that votes `for` or `against` in a state's approval. Undefined if there is none. */
const actionThat = (
  vote: ActionData["vote"],
  state: string,
  { workflow }: Definitions,
): string | undefined =>
  Object.entries(workflow.actions).find(
    ([, data]) => data.vote === vote && data.from.includes(state),
  )?.[0];

const stepThat = (vote: ActionData["vote"], state: string, definitions: Definitions): Remedy => {
  const action = actionThat(vote, state, definitions);
  return action === undefined ? "none" : stepBy(`task.${action}`, definitions);
};

function lockedRule(
  { approval, definition }: Running,
  { state, locked }: Task,
  facts: Facts,
  definitions: Definitions,
): RuleResult[] {
  if (definition.edits !== "lock") return [];
  const { workflow } = definitions;
  const isOpen = (one: string) =>
    one !== state && workflow.editable.includes(one) && !locked.includes(one);
  const count = approval.votes.length;
  return [
    check(
      "locked",
      count === 0,
      `People have voted on this text (votes: ${count}), so it can't be edited.`,
      () => {
        const path = pathTo(facts, isOpen, definitions);
        return path ? join(path.remedy, stepBy("task.edit", definitions)) : "none";
      },
    ),
  ];
}

/** The names of the open steps. */
export const openIn = ({ approval: { steps } }: Running): string[] =>
  Object.keys(steps).filter((name) => steps[name]?.state === "open");

/** Refuses a return in the last round, and an action that would begin a round beyond the limit. */
function roundRules(
  data: ActionData,
  task: Task,
  running: Running | undefined,
  definitions: Definitions,
): RuleResult[] {
  const { workflow } = definitions;
  const { state, approval } = task;
  const begun = approval ? roundsBegunBy(data, state, approval, workflow) : [];
  const last = begun.find(isUsedUp) ?? begun[0];
  if (!last) return [];
  const { round, limit } = last;
  const message = `Round ${round} of ${limit} is the last one: the task can't come back once more.`;
  const way = () =>
    data.vote === "return" && running
      ? amongVoters(stepThat("against", state, definitions), openIn(running), task, running)
      : "none";
  return [check("rounds", !isUsedUp(last), message, way)];
}

const ownTaskRule = ({ requesterId }: Task, { actor }: Facts): RuleResult =>
  check("own_task", requesterId !== actor.userId, ownRequest, () => "none");

function ballotRules(
  action: string,
  kind: "for" | "against" | "return",
  running: Running,
  facts: Facts,
  definitions: Definitions,
): RuleResult[] {
  const act = () => stepBy(action, definitions);
  const seat = stepOfVote(kind, running, facts);
  const votesFor = () => stepThat("for", String(facts.task?.state), definitions);
  const problem = stepProblem(kind, seat, running, facts, { definitions, votesFor });
  if (problem) {
    // Without the permission, or on one's own request, somebody else has to act anyway: those who can vote now.
    const { roles } = definitions.roles;
    const isOwn = excludesRequester(actionFor(action, definitions.workflow), definitions.workflow);
    const isGranted =
      own(own(roles, facts.actor.role) ?? {}, action) !== undefined &&
      !(isOwn && facts.task?.requesterId === facts.actor.userId);
    const steps = problem.step ? [problem.step] : [];
    const way = () =>
      isGranted ? join(problem.way(), amongVoters(act(), steps, facts.task, running)) : act();
    return [check("step", false, problem.message, way)];
  }
  const { name, step, vote } = seat as StepOfSeat;
  const again = () => amongVoters(act(), [name], facts.task, running);
  const results = [check("step", true, "", again), ...casterRule(facts, running, again)];
  const late = deadlineRule(seat as StepOfSeat, running, facts, definitions, again);
  if (kind === "return") return [...results, ...late, contentRule(step.contentSince, facts, again)];
  const { approval, definition } = running;
  const seatId = facts.actor.userId;
  const casterId = facts.caster?.userId ?? seatId;
  const elsewhere = approval.votes.find(
    (one) =>
      one.step !== name && [one.seat, one.castBy].some((id) => id === seatId || id === casterId),
  );
  if (definition.distinct)
    results.push(
      check(
        "distinct",
        !elsewhere,
        `You voted in the step "${elsewhere?.step}", and nobody may vote in two steps of a round.`,
        () => (step.stalled ? join(addingVoter(definitions), act()) : again()),
      ),
    );
  const other = approval.votes.find(
    (one) => one.step === name && one.castBy === casterId && one.seat !== seatId,
  );
  results.push(
    check(
      "one_per_person",
      !other,
      `You voted for ${other?.seat === casterId ? "yourself" : other?.seat} in this step already. Another delegate can vote.`,
      again,
    ),
    alreadyVotedRule(kind, vote, facts, again),
  );
  return [...results, ...late, contentRule(step.contentSince, facts, again)];
}

/**
 * Refuses the same vote again. A delegate can replace only a vote that they cast themselves. A person can also replace
 * the vote that their delegate cast.
 */
function alreadyVotedRule(
  kind: "for" | "against",
  vote: StepOfSeat["vote"],
  { actor, caster }: Facts,
  again: () => Remedy,
): RuleResult {
  const me = caster ?? actor;
  const isOthers = vote !== undefined && caster !== undefined && vote.castBy !== caster.userId;
  // The person whose vote it is can always take it out, whoever has cast it.
  const out = isOthers
    ? { by: [{ role: actor.role }], people: [actor.userId] }
    : { by: [{ role: me.role }] };
  return check(
    "already_voted",
    !(isOthers || isSameVote(vote, kind, me.userId)),
    isOthers
      ? `${vote.castBy} cast this vote, so you can't replace it.`
      : `You have already voted ${kind} this task.`,
    () => join([{ action: "task.withdraw", ...out }], again()),
  );
}

/** The rule about the person who votes for somebody else. */
function casterRule(
  { actor, caster }: Facts,
  { definition }: Running,
  again: () => Remedy,
): RuleResult[] {
  if (!caster) return [];
  const isAllowed = mayRepresent(caster, definition);
  const message = isAllowed
    ? `${actor.userId} has not made you a delegate for now.`
    : "Your role can't vote for others here.";
  return [check("delegation", caster.isDelegate && isAllowed, message, again)];
}

/**
 * A vote at the deadline is late, whether the deadline's action has been taken yet or not. If the
 * deadline has no action, late votes count.
 */
function deadlineRule(
  { name, step }: Pick<StepOfSeat, "name" | "step">,
  { definition }: Running,
  { now, outages }: Facts,
  definitions: Definitions,
  act: () => Remedy,
): RuleResult[] {
  const data = definition.steps[name];
  if (step.deadlineAt == null || data?.deadline?.action === undefined) return [];
  const calendar = calendarOf(definition, definitions);
  const deadlineAt = deadlineAfterOutage(step, data, outages, calendar) ?? step.deadlineAt;
  const isInTime = now === undefined || now < deadlineAt;
  return [
    check("deadline", isInTime, `The deadline of the step "${name}" was ${deadlineAt}.`, () =>
      join(stepBy("task.extend", definitions), act()),
    ),
  ];
}

/**
 * An edit can start steps anew, with a new deadline. So there is no edit once a deadline with an action has passed,
 * whether the action has been taken yet or not.
 */
const lateRule = (running: Running, facts: Facts, definitions: Definitions): RuleResult[] =>
  Object.entries(running.approval.steps)
    .filter(([, { state }]) => state === "open")
    .flatMap(([name, step]) =>
      deadlineRule({ name, step }, running, facts, definitions, () =>
        stepBy("task.edit", definitions),
      ),
    )
    .filter(({ passed }) => !passed)
    .slice(0, 1);

const contentRule = (
  contentSince: number,
  { vote, task }: Facts,
  again: () => Remedy,
): RuleResult => {
  const seen = vote?.version;
  const isCurrent = seen === undefined || (seen > contentSince && seen <= (task?.version ?? 0));
  return check("content", isCurrent, "What you vote on has changed. Look again, then vote.", again);
};
