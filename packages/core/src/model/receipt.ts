import { z } from "zod";
import { idSchema, timestampSchema, userIdSchema } from "./id.ts";

/** Where a vote or a decision came from. */
export const receiptWays = ["app", "link", "deadline"] as const;

const hash = z.string();

export const receiptSchema = z
  .object({
    v: z.literal(1),
    kind: z.enum(["vote", "decision"]),
    /** The app, as the option `receipts` names it. */
    app: z.string(),
    boardId: idSchema,
    taskId: idSchema,
    /** The type of the task. */
    type: z.string(),
    /** The action of the workflow. */
    action: z.string(),
    /** The round of the approval. 0 if the task's state had no approval. */
    round: z.int(),
    /** The step of a vote. */
    step: z.string().optional(),
    /** The person who acted; `system` at a deadline. */
    by: userIdSchema,
    /** The person for whom they acted, as a delegate. */
    for: userIdSchema.optional(),
    /** The decision was taken without the votes. */
    override: z.literal(true).optional(),
    /** The requester acted on their own task. */
    self: z.literal(true).optional(),
    via: z.enum(receiptWays),
    at: timestampSchema,
    /** SHA-256 of the canonical JSON of `[salt, reason]`. */
    reason: hash.optional(),
    /** SHA-256 of the canonical JSON of `parts`. */
    content: hash,
    /** The fields of the task that it is about. */
    covers: z.array(z.string()),
    /** For each of these fields, the SHA-256 of the canonical JSON of its value. */
    parts: z.record(z.string(), hash),
    /** Whether the person named the version of the task that they saw. */
    statedVersion: z.boolean(),
    /** The version of the task that it is about. */
    task: z.int(),
    /** The workflow. `hash` is the SHA-256 of the canonical JSON of its approvals; without approvals, of the workflow. */
    workflow: z.object({ name: z.string(), version: z.int(), hash }),
    /** Hashes of the receipts of the votes that a decision rests on. */
    votes: z.array(hash).optional(),
    /** The id of the event that has the receipt. */
    event: z.string(),
  })
  .meta({ id: "Receipt", description: "What a person voted or decided, and on which content." });

/**
 * Says what a person voted or decided, and on which content. It stands in the event of the vote or decision.
 *
 * @interface
 */
export type Receipt = z.infer<typeof receiptSchema>;

const withReason = {
  receipt: receiptSchema,
  /** The text of the reason. */
  reason: z.string().optional(),
  /** The salt of the reason's hash. */
  salt: z.string().optional(),
};

export const receiptFileSchema = z
  .object({
    ...withReason,
    /** The values of the fields that the receipt is about, as they were then. */
    content: z.record(z.string(), z.unknown()),
    /** The receipts of the votes that a decision rests on. */
    votes: z.array(z.object(withReason)),
    /** Ed25519, base64url, over the canonical JSON of the file without this field. */
    signature: z.string().optional(),
  })
  .meta({
    id: "ReceiptFile",
    description: "A receipt with everything that is needed to check it without a database.",
  });

/**
 * A receipt with everything that is needed to check it without a database.
 *
 * @interface
 */
export type ReceiptFile = z.infer<typeof receiptFileSchema>;
