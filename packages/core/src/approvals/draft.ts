import { holds } from "../authorize/condition.ts";
import type { TaskApproval, TaskStep, Vote } from "../model/approval.ts";
import type { ApprovalData, GroupData, StepData } from "../model/approval-data.ts";
import type { Calendar } from "../model/calendar.ts";
import type { Facts } from "../model/facts.ts";
import type { Outage } from "../model/heartbeat.ts";
import { own } from "../model/own.ts";
import type { Task } from "../model/task.ts";

/** A member of the task's board, with everything that an approval needs to know about them. */
export interface Voter {
  readonly userId: string;
  readonly role: string;
  /**
   * Whether they may vote at all: their account is enabled, they may see the task and have the permission of the
   * action `for`, and they are not its requester, unless the workflow allows it.
   */
  readonly able: boolean;
  /** Whether their account is disabled. */
  readonly disabled: boolean;
  /** The people who may cast this person's vote now, if the approval allows it. Absent: nobody. */
  readonly delegates?: readonly Pick<Voter, "userId" | "role">[];
}

/** The facts that decide how an approval changes. */
export interface Proceeding {
  readonly definition: ApprovalData;
  /** The task, as it is after the change. */
  readonly task: Task;
  readonly voters: readonly Voter[];
  /** ISO 8601. */
  readonly now: string;
  /** When no server was running. Only needed where a deadline has passed. */
  readonly outages?: readonly Outage[] | undefined;
  /** The calendar of its deadlines. */
  readonly calendar?: Calendar | undefined;
}

/** One event of an approval, without the task. */
export interface ApprovalEvent {
  readonly type: `approval.${string}` | "deadline.moved";
  readonly step: string;
  readonly data: { readonly [field: string]: unknown };
}

/** The result of a change of an approval. */
export interface ApprovalChange {
  readonly approval: TaskApproval;
  /** In order. */
  readonly events: readonly ApprovalEvent[];
  /**
   * The people whom the change asks for a vote, by step. A person who is needed in several steps is only
   * listed under the first one.
   */
  readonly asks: { readonly [step: string]: readonly string[] };
  /**
   * The people who are asked again, by step: because of a reminder, or because the deadline has moved while no server
   * was running.
   */
  readonly reminds: { readonly [step: string]: readonly string[] };
  /** The people who were asked to vote, but whose vote is not needed any more. */
  readonly done: readonly string[];
  /**
   * For each person whom the approval waits for now, the people whose votes they can cast: themselves, and
   * people who are away.
   */
  readonly seats: { readonly [userId: string]: readonly string[] };
  /** The people who are still asked, but for the votes of other people than before. */
  readonly regrouped: readonly string[];
  /**
   * The decision that the votes have made: `for` or `against` the task. Null while steps are open.
   */
  readonly outcome: "for" | "against" | null;
}

/** An approval while a change is made to it, with the events about the change. */
export class Draft {
  readonly proceeding: Proceeding;
  readonly events: ApprovalEvent[] = [];
  #approval: TaskApproval;

  constructor(approval: TaskApproval, proceeding: Proceeding) {
    this.#approval = approval;
    this.proceeding = proceeding;
  }

  get approval(): TaskApproval {
    return this.#approval;
  }

  /** The steps of the definition, in order, each with its state. */
  get steps(): readonly (readonly [name: string, data: StepData, step: TaskStep])[] {
    return Object.entries(this.proceeding.definition.steps).flatMap(([name, data]) => {
      const step = this.#approval.steps[name];
      return step ? [[name, data, step] as const] : [];
    });
  }

  setStep(name: string, change: Partial<TaskStep>): void {
    const step = { ...(this.#approval.steps[name] as TaskStep), ...change };
    this.#approval = { ...this.#approval, steps: { ...this.#approval.steps, [name]: step } };
  }

  setVotes(votes: readonly Vote[]): void {
    this.#approval = { ...this.#approval, votes: [...votes] };
  }

  addEvent(type: ApprovalEvent["type"], step: string, data: ApprovalEvent["data"] = {}): void {
    this.events.push({ type, step, data });
  }
}

/** The votes of a step, of one kind if it is given. */
export const votesIn = (
  { votes }: TaskApproval,
  step: string,
  kind?: Vote["vote"],
): readonly Vote[] => votes.filter((one) => one.step === step && (!kind || one.vote === kind));

/** Maximum number of people in a group that needs the votes of all its people. */
export const maxSeats = 50;

/**
 * The groups of a step in which a person may vote: they meet the group's condition, or were added to it. If
 * the group needs the votes of all, they also need a seat there. After an escalation, more people may vote in all groups.
 *
 * @param kind If a group needs the votes of too many people, it takes no votes `for`, also of added people.
 * Everybody who meets its condition can still vote against the task or return it.
 */
export function fittingGroups(
  { userId, role }: Pick<Voter, "userId" | "role">,
  data: StepData,
  step: Pick<TaskStep, "seats" | "added" | "escalated" | "required">,
  task: Task,
  kind: Vote["vote"] | "return" = "for",
): string[] {
  const { seats, added, escalated } = step;
  const names = Object.keys(data.groups).filter(
    (group) => kind !== "for" || !isTooLarge(step, group),
  );
  const facts: Facts = { actor: { userId, role }, task };
  const past = escalated ? (data.deadline?.escalate.slice(0, escalated) ?? []) : [];
  if (past.some(({ to }) => holds(to, facts) === true)) return names;
  const fitting: string[] = [];
  for (const group of names) {
    const { by, required } = data.groups[group] as GroupData;
    const needsSeat = required === "all" && seats && !isTooLarge(step, group);
    const hasSeat = !needsSeat || own(seats, group)?.includes(userId) === true;
    const fits = hasSeat && holds(by, facts) === true;
    if (fits || own(added, group)?.includes(userId)) fitting.push(group);
  }
  return fitting;
}

/** Whether a group needs the votes of all its people, and these are too many. */
export const isTooLarge = ({ required }: Pick<TaskStep, "required">, group: string): boolean =>
  (own(required, group) ?? 0) > maxSeats;
