import type { Span } from "./calendar.ts";
import type { Condition } from "./condition.ts";

/** Maximum number of characters in the name of a step or a group. Callers send these names. */
export const maxNameLength = 64;

/** The approvals of a workflow by name, as they travel to clients. */
export interface ApprovalsData {
  readonly [name: string]: ApprovalData;
}

/** An approval as data: steps in which people vote on a task. */
export interface ApprovalData {
  /**
   * The effect of an edit on the votes about the edited fields. `void`: they don't count any more.
   * `lock`: after the first vote, an edit is refused.
   */
  readonly edits: "void" | "lock";
  /**
   * `unchanged`: after a return or a rejection, a vote `for` counts again if its step had passed,
   * its fields have not changed, and the workflow still has the same version.
   */
  readonly carryOver: "nothing" | "unchanged";
  /** If true, nobody may vote in two steps of one round. */
  readonly distinct: boolean;
  /** Maximum number of rounds of a task. Null if there is no maximum. */
  readonly rounds: number | null;
  /** The roles of people who may vote for somebody else; `false`: nobody may. Absent: everybody with a delegation. */
  readonly delegates?: false | readonly string[];
  /** The name of the calendar that its deadlines are counted with. Absent if none is needed. */
  readonly calendar?: string;
  readonly steps: { readonly [step: string]: StepData };
}

/** A step of an approval: groups of voters, each with a number of votes to give. */
export interface StepData {
  /** The steps that have to be passed or skipped before this one opens. */
  readonly after: readonly string[];
  /**
   * The step is skipped if this condition is false for the task. Null if the step is never skipped.
   */
  readonly when: Condition | null;
  readonly groups: { readonly [group: string]: GroupData };
  /** The number of votes against that turn the task down. */
  readonly against: number;
  /**
   * The fields that a vote is about, e.g. `data.amount`. Every vote is also about the fields that
   * select the steps and the voters.
   */
  readonly covers: readonly string[];
  /** Absent if the step has none. */
  readonly deadline?: DeadlineData;
}

/**
 * The deadline of a step, and what happens before it and at it. All times are computed when the
 * step opens.
 */
export interface DeadlineData {
  /** The time after the opening, or the field of the task that has the time. */
  readonly after: Span | { readonly at: string };
  /**
   * For each reminder: how long before the deadline the people who still have to vote are asked
   * again.
   */
  readonly remind: readonly { readonly before: Span }[];
  /**
   * For each escalation: how long after the opening more people can vote and are asked, and the
   * condition that selects these people.
   */
  readonly escalate: readonly { readonly after: Span; readonly to: Condition }[];
  /**
   * If no server was running when a deadline with an `action` passed, the deadline moves: it is this
   * long after the first server is back. `0`: it stays. Absent: one hour, of working time if the
   * approval has a calendar.
   */
  readonly grace?: Span | 0;
  /**
   * The action of the workflow that is taken at the deadline. If it is absent, late votes count,
   * and the step is overdue.
   */
  readonly action?: string;
}

/** Some of the voters of a step. */
export interface GroupData {
  /** The condition that selects the people who can vote in the group. */
  readonly by: Condition;
  /**
   * The number of votes that it needs. With `all`, it needs the vote of each person who can vote
   * when the step opens.
   */
  readonly required: number | "all";
}
