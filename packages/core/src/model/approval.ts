import { z } from "zod";
import { timestampSchema, userIdSchema } from "./id.ts";

/**
 * The states of a step. A step is `ended` if its round ended before the step had passed: the task was rejected, returned,
 * cancelled or decided alone, or a deadline has taken an action.
 */
export const stepStates = ["waiting", "open", "passed", "skipped", "ended"] as const;

/** Why an open step is stalled. */
export const stallReasons = ["nobody", "unreachable", "undecided"] as const;
/**
 * Why an open step is stalled: a group has no voter (`nobody`), the voters can't give the required
 * votes (`unreachable`), or all have voted, and there are enough votes neither for the task nor
 * against it (`undecided`).
 */
export type StallReason = (typeof stallReasons)[number];

const people = z.record(z.string(), z.array(userIdSchema));

const stepSchema = z.object({
  state: z.enum(stepStates),
  openedAt: timestampSchema.nullable(),
  /** The votes `for` that each group needs. Fixed when the step opens. */
  required: z.record(z.string(), z.int()),
  /** The people of the groups that need the votes of all; null if there is no such group. */
  seats: people.nullable(),
  /** The people whom somebody added to a group. */
  added: people,
  /** SHA-256 of the fields that a vote in this step is about, with their current values. */
  content: z.string(),
  /**
   * The last version of the task before these fields changed. A vote has to name a later version.
   */
  contentSince: z.int(),
  stalled: z.enum(stallReasons).nullable(),
  /**
   * From this time on, votes are late. Null if the deadline is a field of the task, and the field
   * has no valid time. Absent if the step has no deadline.
   */
  deadlineAt: timestampSchema.nullable().optional(),
  /** The calendar that the deadline was counted with. */
  calendar: z.object({ name: z.string(), version: z.int() }).optional(),
  /** Whether the deadline has passed without an action. Late votes count. */
  overdue: z.boolean().optional(),
  /** True if the deadline was moved because no server was running when it passed. It happens once in a round. */
  wasMoved: z.boolean().optional(),
  /** How many reminders are over in this round. If several were missed, they are sent as one, and all count. */
  reminded: z.int().optional(),
  /** How many escalations have happened in this round. */
  escalated: z.int().optional(),
  /** The times of the next reminders, in order. */
  remindAt: z.array(timestampSchema).optional(),
  /** The times of the next escalations, in order. */
  escalateAt: z.array(timestampSchema).optional(),
});

const voteSchema = z.object({
  step: z.string(),
  /** The round in which it was cast. */
  round: z.int(),
  /** The person whose vote it is. */
  seat: userIdSchema,
  /** The person who cast it. */
  castBy: userIdSchema,
  vote: z.enum(["for", "against"]),
  at: timestampSchema,
  /** The groups in which the person could vote when the vote was cast. */
  groups: z.array(z.string()),
  /** SHA-256 of the fields that it is about, with their values at that time. */
  content: z.string(),
  /** The version of the task that it is about. */
  version: z.int(),
  /** Whether the voter named that version. */
  statedVersion: z.boolean(),
  /** `link`: the vote was cast with a decision link, without the session of the person. Absent: in the app. */
  via: z.literal("link").optional(),
  /** SHA-256 of the canonical JSON of its receipt, which stands in the vote's event. */
  receipt: z.string().optional(),
});

export const approvalSchema = z
  .object({
    /** The approval's name in the workflow. */
    name: z.string(),
    /** The version of the workflow that the round began with. */
    version: z.int(),
    /** The number of the round, from 1. */
    round: z.int(),
    /** The number of the last round of each other approval of the workflow, by name. */
    rounds: z.record(z.string(), z.int()),
    steps: z.record(z.string(), stepSchema),
    /** The votes that count. */
    votes: z.array(voteSchema),
  })
  .meta({ id: "TaskApproval", description: "How far the approval of a task is, with its votes." });

/**
 * How far the approval of a task is, with the votes that count.
 *
 * @interface
 */
export type TaskApproval = z.infer<typeof approvalSchema>;
/**
 * One step of a task's approval.
 *
 * @interface
 */
export type TaskStep = z.infer<typeof stepSchema>;
/**
 * One vote on a task.
 *
 * @interface
 */
export type Vote = z.infer<typeof voteSchema>;
