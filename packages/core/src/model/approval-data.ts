import type { Span } from "./calendar.ts";
import type { Condition } from "./condition.ts";

/** The most characters in the name of a step or a group. Callers send these names. */
export const maxNameLength = 64;

/** The approvals of a workflow by name, as they travel to clients. */
export interface ApprovalsData {
  readonly [name: string]: ApprovalData;
}

/** An approval as data: steps in which people vote on a task. */
export interface ApprovalData {
  /**
   * The effect of an edit on votes about what it changes. `void`: they don't count any more. `lock`: after the
   * first vote, an edit is refused.
   */
  readonly edits: "void" | "lock";
  /**
   * `unchanged`: after a return or a rejection, the votes `for` of steps that had passed count again if
   * what they were about is unchanged.
   */
  readonly carryOver: "nothing" | "unchanged";
  /** True: nobody takes part in two steps of a round. */
  readonly distinct: boolean;
  /** How many rounds a task can have; null: any number. */
  readonly rounds: number | null;
  /** The name of the calendar that its deadlines are counted with. Absent if none is needed. */
  readonly calendar?: string;
  readonly steps: { readonly [step: string]: StepData };
}

/** A step of an approval: groups of voters, each with a number of votes to give. */
export interface StepData {
  /** The steps that have to be passed or skipped before this one opens. */
  readonly after: readonly string[];
  /** The step is skipped if this is false of the task; null: it is never skipped. */
  readonly when: Condition | null;
  readonly groups: { readonly [group: string]: GroupData };
  /** The number of votes against that turn the task down. */
  readonly against: number;
  /** The fields that a vote is about, e.g. `data.amount`. Those that select the voters are in it too. */
  readonly covers: readonly string[];
  /** Absent if the step has none. */
  readonly deadline?: DeadlineData;
}

/** When votes of a step are late, and what happens before and then. Everything is counted when the step opens. */
export interface DeadlineData {
  /** The time after the opening, or the field of the task that has the time. */
  readonly after: Span | { readonly at: string };
  /** People who still have to vote are asked again so long before the deadline. */
  readonly remind: readonly { readonly before: Span }[];
  /** So long after the opening, the people for whom the condition holds can vote too, and are asked. */
  readonly escalate: readonly { readonly after: Span; readonly to: Condition }[];
  /**
   * If no server was running at the deadline of an action, the deadline is so long after the first one is back. `0`: it
   * stays. Absent: one hour, of working time if the approval has a calendar.
   */
  readonly grace?: Span | 0;
  /** The action of the workflow that is taken at the deadline. Absent: late votes count, and the step is overdue. */
  readonly action?: string;
}

/** Some of the voters of a step. */
export interface GroupData {
  /** Holds for the people who can vote in the group. */
  readonly by: Condition;
  /** The number of votes that it needs. `all`: one of each person who can vote when the step opens. */
  readonly required: number | "all";
}
