import {
  type ApprovalData,
  assignVotes,
  judge,
  type StallReason,
  type StepData,
  type TaskApproval,
  type TaskStep,
  type Vote,
} from "@taskwire/core/approvals";
import type { Definitions, Facts, Member, Task, Verdict } from "@taskwire/core/model";

/** Some of the voters of a step. */
export interface ApprovalGroup {
  readonly name: string;
  /**
   * The votes `for` that it needs. With `all`, it needs the vote of each person who can vote when
   * the step opens.
   */
  readonly required: number | "all";
  /** The number of votes `for` that count in it. */
  readonly given: number;
}

/** One step of an approval, for the person who is connected. */
export interface ApprovalStep {
  readonly name: string;
  /** `ended`: its round ended before it had passed. */
  readonly state: TaskStep["state"];
  /** The steps that come before it. */
  readonly after: readonly string[];
  readonly groups: readonly ApprovalGroup[];
  /** The votes that count. */
  readonly votes: readonly Vote[];
  /** My vote. While the step is open, `tasks.withdraw` takes it back. */
  readonly mine: Vote | undefined;
  /** The ids of the people whose vote an open step waits for. */
  readonly asked: readonly string[];
  /** Why an open step can't pass at the moment. */
  readonly stalled: StallReason | null;
  /** ISO 8601. Null if the step has no deadline. */
  readonly deadlineAt: string | null;
  /** Whether the deadline has passed and late votes count. */
  readonly isOverdue: boolean;
  /** Whether the deadline has passed. If it has an action, late votes are refused. */
  readonly isLate: boolean;
  /**
   * My verdicts in this step, by permission. They are about a vote, a return or an override, e.g.
   * `task.approve`. While the step is open, they are also about `task.addVoter`, `task.extend` and
   * `vote.remove`. Empty if the approval is not running.
   */
  readonly available: { readonly [permission: string]: Verdict };
}

/** The approval of a task, with the people who are asked, the votes, and the actions that I may take. */
export interface ApprovalView {
  /** Its name in the workflow. */
  readonly name: string;
  /** The number of its round, from 1. */
  readonly round: number;
  /** Maximum number of rounds. Null if there is no maximum. */
  readonly maxRounds: number | null;
  /** False when the task has been decided, returned or cancelled. Then the steps are those of the last round. */
  readonly isRunning: boolean;
  /** In the order of the workflow. */
  readonly steps: readonly ApprovalStep[];
  /** The names of the open steps that wait for my vote. */
  readonly myTurn: readonly string[];
}

/** The facts from which the actions in an approval are judged. */
export interface ApprovalFacts extends Facts {
  readonly task: Task;
  readonly members: readonly Member[];
  /** The time, ISO 8601. Votes after a deadline with an action are refused. */
  readonly now: string;
}

/** Returns the approval of a task. Undefined if the task never was in a state that has one. */
export function viewOf(
  { members, ...facts }: ApprovalFacts,
  definitions: Definitions,
): ApprovalView | undefined {
  const { approval, state } = facts.task;
  if (!approval) return undefined;
  const { workflow } = definitions;
  // The client doesn't know other versions of the workflow. It shows their steps, and the server
  // judges the votes.
  const definition =
    approval.version === workflow.version ? workflow.approvals?.[approval.name] : undefined;
  const isRunning = workflow.states[state]?.approval === approval.name;
  const judges = isRunning ? judgesOf(facts, definitions) : undefined;
  const steps = namesOf(approval, definition).map((name) =>
    stepOf(name, approval, definition?.steps[name], { members, facts, judges }),
  );
  const me = facts.actor.userId;
  return {
    name: approval.name,
    round: approval.round,
    maxRounds: definition?.rounds ?? null,
    isRunning,
    steps,
    myTurn: steps.flatMap(({ name, asked }) => (asked.includes(me) ? name : [])),
  };
}

const namesOf = ({ steps }: TaskApproval, definition: ApprovalData | undefined): string[] =>
  Object.keys(definition?.steps ?? steps).filter((name) => steps[name]);

interface Judges {
  /** The permissions of the actions that have a part in the approval. */
  readonly parts: readonly string[];
  /** The permissions of the actions that vote `for` or `against`. */
  readonly votes: readonly string[];
  judge(permission: string, facts: Facts): Verdict;
}

/** Judges what people can do in the state of the task. */
function judgesOf({ task }: Facts, definitions: Definitions): Judges {
  const parts = Object.entries(definitions.workflow.actions).filter(
    ([, { vote, from }]) => vote && from.includes(String(task?.state)),
  );
  const namesWhere = (isPart: (vote: string | undefined) => boolean) =>
    parts.flatMap(([name, { vote }]) => (isPart(vote) ? `task.${name}` : []));
  return {
    parts: namesWhere(() => true),
    votes: namesWhere((vote) => vote === "for" || vote === "against"),
    judge: (permission, facts) => judge(permission, facts, definitions),
  };
}

interface StepContext {
  readonly members: readonly Member[];
  readonly facts: Facts;
  readonly judges: Judges | undefined;
}

function stepOf(
  name: string,
  approval: TaskApproval,
  data: StepData | undefined,
  { members, facts, judges }: StepContext,
): ApprovalStep {
  const step = approval.steps[name] as TaskStep;
  const votes = approval.votes.filter((one) => one.step === name);
  const isOpen = step.state === "open" && judges !== undefined;
  const inStep = (actor: Facts["actor"], member = facts.member): Facts => ({
    ...facts,
    actor,
    member,
    vote: { step: name },
  });
  const canVote = (member: Member) => {
    const its = inStep({ userId: member.userId, role: member.role }, member);
    const can = (permission: string) => judges?.judge(permission, its).allowed === true;
    return !member.disabled && can("task.read") && judges?.votes.some(can);
  };
  const hasVoted = (userId: string) => votes.some(({ seat }) => seat === userId);
  return {
    name,
    state: step.state,
    after: data?.after ?? [],
    groups: groupsOf(step, data, votes),
    votes,
    mine: votes.find(({ seat }) => seat === facts.actor.userId),
    asked: isOpen
      ? members
          .filter((member) => !hasVoted(member.userId) && canVote(member))
          .map(({ userId }) => userId)
      : [],
    stalled: step.stalled,
    deadlineAt: step.deadlineAt ?? null,
    isOverdue: step.overdue ?? false,
    isLate: isOpen && step.deadlineAt != null && String(facts.now) >= step.deadlineAt,
    available: judges ? verdictsOn(step, inStep(facts.actor), judges) : {},
  };
}

function groupsOf(
  { required }: TaskStep,
  data: StepData | undefined,
  votes: readonly Vote[],
): ApprovalGroup[] {
  const votesFor = votes.filter(({ vote }) => vote === "for");
  const { filled } = assignVotes(
    votesFor.map(({ groups }) => groups),
    required,
  );
  return Object.keys(data?.groups ?? required).map((name) => ({
    name,
    required: required[name] ?? data?.groups[name]?.required ?? 1,
    given: filled[name] ?? 0,
  }));
}

function verdictsOn(
  step: TaskStep,
  facts: Facts,
  { parts, judge }: Judges,
): { [permission: string]: Verdict } {
  const isMine = facts.task?.requesterId === facts.actor.userId;
  const verdicts = Object.fromEntries(parts.map((name) => [name, judge(name, facts)]));
  if (step.state !== "open") return verdicts;
  for (const name of ["task.addVoter", "vote.remove"])
    verdicts[name] = isMine ? ownTask : judge(name, facts);
  if (step.deadlineAt != null) verdicts["task.extend"] = judge("task.extend", facts);
  return verdicts;
}

/** Requesters can't add a voter to their own task, and can't take out a vote of somebody else. */
const ownTask: Verdict = {
  allowed: false,
  rule: "own_task",
  message: "It is your own request: somebody else has to do this.",
  remedy: "none",
  rules: [],
};
