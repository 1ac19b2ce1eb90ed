import type {
  ApprovalData,
  ApprovalsData,
  DeadlineData,
  GroupData,
  StepData,
} from "../model/approval-data.ts";
import type { Span, SpanUnits } from "../model/calendar.ts";
import type { Condition } from "../model/condition.ts";

/** The people who can vote in a group: a role, or a condition about the person and the task. */
export type VotersDefinition = { readonly role: string } | Condition;

/** A group of voters with the number of votes that it needs. Default: 1. */
export interface GroupDefinition {
  /** The people who can vote: a role, e.g. `{ role: "FINANCE" }`, or a condition. */
  readonly by: VotersDefinition;
  /** How many votes it needs. From 1 to 50, or `all`: one vote of each person who can vote when the step opens. */
  readonly required?: number | "all";
}

/**
 * The deadline of a step, counted from the moment when the step opens.
 *
 * @example
 * ```ts
 * const deadline: DeadlineDefinition = {
 *   after: { workDays: 3 },
 *   remind: [{ before: { workHours: 4 } }],
 *   escalate: [{ after: { workDays: 2 }, to: { role: "CHIEF" } }],
 *   action: "lapse",
 * };
 * ```
 */
export interface DeadlineDefinition extends DeadlineFields<Span | { readonly at: string }, Span> {}

/** The fields of a deadline. */
interface DeadlineFields<After, Unit> {
  /**
   * The time after the opening, or the field of the task's data that has the time. If the field has
   * no valid time, the step has no deadline.
   */
  readonly after: After;
  /**
   * For each reminder: how long before the deadline the people who still have to vote are asked
   * again.
   */
  readonly remind?: readonly { readonly before: Unit }[];
  /**
   * For each escalation: how long after the opening more people can vote and are asked, and who
   * they are. The others can still vote.
   */
  readonly escalate?: readonly { readonly after: Unit; readonly to: VotersDefinition }[];
  /**
   * An action with `trigger: "deadline"`. It is taken at the deadline, and later votes are refused.
   * Without an action, late votes count, and the step is overdue.
   */
  readonly action?: string;
  /**
   * If no server was running when a deadline with an `action` passed, nobody could vote. Then the
   * deadline moves once: people get this much time from the moment when the first server is back.
   * Default: one hour, of working time if the approval has a calendar. With `0`, the deadline
   * doesn't move.
   */
  readonly grace?: Unit | 0;
}

/**
 * A step of an approval. With `by`, it has one group with the same name as the step. With `groups`,
 * it has several.
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
export type StepDefinition = StepFields<DeadlineDefinition> &
  (
    | (GroupDefinition & { readonly groups?: never })
    | {
        /** Several groups whose votes are all needed, by name. */
        readonly groups: { readonly [group: string]: GroupDefinition };
        readonly by?: never;
        readonly required?: never;
      }
  );

/** The fields that steps with one group and with several have. */
export interface StepFields<Deadline> {
  /** The steps that come before this one. Steps without it run side by side. */
  readonly after?: readonly string[];
  /** The step is skipped if this condition is false for the task. */
  readonly when?: Condition;
  /** The number of votes against that turn the task down. Default: 1. */
  readonly against?: number;
  /** The fields that a vote is about. Default: title, description and data. */
  readonly covers?: readonly string[];
  /** The deadline of the step, with its reminders and escalations. Default: none. */
  readonly deadline?: Deadline;
}

/** An approval: the steps in which people vote on a task while it is in a state with this approval. */
export interface ApprovalDefinition {
  /**
   * `void`: an edit voids the votes about the edited fields. `lock`: an edit is refused after the
   * first vote. Default: `void`.
   */
  readonly edits?: "void" | "lock";
  /**
   * `unchanged`: after a return or a rejection, a vote `for` counts again if its step had passed,
   * its fields have not changed, and the workflow still has the same version. Default: `nothing`.
   */
  readonly carryOver?: "nothing" | "unchanged";
  /** If true, nobody may vote in two steps of one round. Default: false. */
  readonly distinct?: boolean;
  /** How many rounds a task can have. Default: no limit. */
  readonly rounds?: number;
  /**
   * Whether others can vote for people who are away. Default: true. `false`: each person votes
   * themselves. `{ roles }`: only people with one of these roles vote for others.
   */
  readonly delegates?: boolean | { readonly roles: readonly string[] };
  /**
   * The calendar of its deadlines, one of the option `calendars`. It is needed if a deadline uses
   * another unit than `hours`.
   */
  readonly calendar?: string;
  /** The steps by name. `after` puts them into an order. */
  readonly steps: { readonly [step: string]: StepDefinition };
}

/** Approvals by name. */
export interface ApprovalDefinitions {
  readonly [name: string]: ApprovalDefinition;
}

type StepName<A> = A extends { readonly steps: infer Steps } ? keyof Steps & string : never;

/**
 * The action that is taken at a step's deadline: its name as a literal type, or `string` if the
 * approval is not typed.
 */
type ActionAtDeadline<A, S extends string> = A extends {
  readonly steps: { readonly [_ in S]: { readonly deadline?: infer Deadline } };
}
  ? NonNullable<Deadline> extends { readonly action?: infer Action }
    ? NonNullable<Action>
    : never
  : never;

/**
 * The fields of a step, so that editors describe them. Editors describe no field of a union. So `by` and `groups`, and all
 * units of time, are in one type.
 */
interface DescribedStep
  extends StepFields<
      Partial<DeadlineFields<DescribedSpan & { readonly at?: string }, DescribedSpan>>
    >,
    Partial<GroupDefinition> {
  /** Several groups whose votes are all needed, by name. */
  readonly groups?: { readonly [group: string]: GroupDefinition };
}

type DescribedSpan = Partial<SpanUnits>;

/**
 * Makes the compiler refuse an unknown step in `after`, and an action that no deadline can take. Makes editors describe
 * the fields: their types are inferred from what the app writes, and have no descriptions.
 */
export type CheckedApprovals<Approvals, DeadlineAction extends string = string> = {
  readonly [A in keyof Approvals]: Omit<ApprovalDefinition, "steps"> & {
    /** The steps by name. `after` puts them into an order. */
    readonly steps: {
      readonly [S in StepName<Approvals[A]>]: DescribedStep & {
        readonly after?: readonly StepName<Approvals[A]>[];
        readonly deadline?: {
          readonly action?: string extends ActionAtDeadline<Approvals[A], S>
            ? string
            : DeadlineAction;
        };
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
  const { deadline } = step;
  return {
    after,
    when,
    groups: Object.fromEntries(groups),
    against,
    covers,
    ...(deadline && { deadline: deadlineFrom(deadline) }),
  };
}

const deadlineFrom = (deadline: DeadlineDefinition): DeadlineData => ({
  after: deadline.after,
  remind: deadline.remind ?? [],
  escalate: (deadline.escalate ?? []).map(({ after, to }) => ({ after, to: conditionOf(to) })),
  ...(deadline.grace !== undefined && { grace: deadline.grace }),
  ...(deadline.action !== undefined && { action: deadline.action }),
});

/** Returns approvals as data, with the defaults filled in. Check them first. */
export const approvalsData = (approvals: ApprovalDefinitions): ApprovalsData =>
  Object.fromEntries(
    Object.entries(approvals).map(([name, approval]): [string, ApprovalData] => {
      const { edits = "void", carryOver = "nothing", distinct = false, rounds = null } = approval;
      const { calendar, delegates = true } = approval;
      const steps = Object.entries(approval.steps).map(([step, data]) => [
        step,
        stepOf(step, data),
      ]);
      return [
        name,
        {
          edits,
          carryOver,
          distinct,
          rounds,
          ...(calendar !== undefined && { calendar }),
          ...(delegates !== true && { delegates: delegates === false ? false : delegates.roles }),
          steps: Object.fromEntries(steps),
        },
      ];
    }),
  );
