import type { ApprovalData, ApprovalsData, GroupData, StepData } from "../model/approval-data.ts";
import type { Condition } from "../model/condition.ts";

/** The people who can vote in a group: a role, or a condition about the person and the task. */
export type VotersDefinition = { readonly role: string } | Condition;

/** A group of voters with the number of votes that it needs. Default: 1. */
export interface GroupDefinition {
  readonly by: VotersDefinition;
  /** From 1 to 50, or `all`: one vote of each person who can vote when the step opens. */
  readonly required?: number | "all";
}

/**
 * A step of an approval. With `by` it has one group, of its own name; with `groups` several.
 *
 * @example
 * ```ts
 * const board: StepDefinition = {
 *   after: ["line"],
 *   when: { atLeast: ["task.data.amount", 100_000] },
 *   by: { role: "DIRECTOR" },
 *   required: "all",
 * };
 * ```
 */
export type StepDefinition = {
  /** The steps that come before this one. Steps without it run side by side. */
  readonly after?: readonly string[];
  /** The step is skipped if this is false of the task. */
  readonly when?: Condition;
  /** The number of votes against that turn the task down. Default: 1. */
  readonly against?: number;
  /** The fields that a vote is about. Default: title, description and data. */
  readonly covers?: readonly string[];
} & (
  | (GroupDefinition & { readonly groups?: never })
  | {
      readonly groups: { readonly [group: string]: GroupDefinition };
      readonly by?: never;
      readonly required?: never;
    }
);

/** An approval: the steps in which people vote on a task while it is in a state with this approval. */
export interface ApprovalDefinition {
  /** Default: `void`. An edit voids the votes about what it changes. `lock`: it is refused after the first vote. */
  readonly edits?: "void" | "lock";
  /**
   * Default: `nothing`. `unchanged`: after a return or a rejection, votes of steps that had passed count
   * again if what they were about is unchanged.
   */
  readonly carryOver?: "nothing" | "unchanged";
  /** Default: false. True: nobody takes part in two steps of a round. */
  readonly distinct?: boolean;
  /** How many rounds a task can have. Default: no limit. */
  readonly rounds?: number;
  readonly steps: { readonly [step: string]: StepDefinition };
}

/** Approvals by name. */
export interface ApprovalDefinitions {
  readonly [name: string]: ApprovalDefinition;
}

type StepName<A> = A extends { readonly steps: infer Steps } ? keyof Steps & string : never;

/** Makes the compiler refuse an unknown step in `after`. */
export type CheckedApprovals<Approvals> = {
  readonly [A in keyof Approvals]: {
    readonly steps: {
      readonly [S in StepName<Approvals[A]>]: {
        readonly after?: readonly StepName<Approvals[A]>[];
      };
    };
  };
};

const conditionOf = (by: VotersDefinition): Condition =>
  "role" in by ? { is: ["actor.role", by.role] } : by;

const groupOf = ({ by, required = 1 }: GroupDefinition): GroupData => ({
  by: conditionOf(by),
  required,
});

const wholeTask = ["data", "description", "title"];

function stepOf(name: string, step: StepDefinition): StepData {
  const { after = [], when = null, against = 1, covers = wholeTask } = step;
  const groups = step.groups
    ? Object.entries(step.groups).map(([group, data]) => [group, groupOf(data)])
    : [[name, groupOf(step as GroupDefinition)]];
  return { after, when, groups: Object.fromEntries(groups), against, covers };
}

/** Returns approvals as data, with the defaults filled in. Check them first. */
export const approvalsData = (approvals: ApprovalDefinitions): ApprovalsData =>
  Object.fromEntries(
    Object.entries(approvals).map(([name, approval]): [string, ApprovalData] => {
      const { edits = "void", carryOver = "nothing", distinct = false, rounds = null } = approval;
      const steps = Object.entries(approval.steps).map(([step, data]) => [
        step,
        stepOf(step, data),
      ]);
      return [name, { edits, carryOver, distinct, rounds, steps: Object.fromEntries(steps) }];
    }),
  );
