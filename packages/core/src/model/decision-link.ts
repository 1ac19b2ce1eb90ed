import { z } from "zod";
import { canonicalJson } from "./canonical-json.ts";
import { defineCollection } from "./collection.ts";
import { idSchema, timestampSchema, userIdSchema } from "./id.ts";
import { sha256 } from "./sha256.ts";

/** A link ends this long after it was made, in ms, or earlier at the deadline of its step. */
export const maxLinkMs = 72 * 3_600_000;
/** This number of wrong codes ends a link. */
export const maxWrongCodes = 5;
/** A code has this many digits. */
export const codeDigits = 3;

/** A link counts for its person with their session, or for everybody who has the link and its code. */
export const linkModes = ["signIn", "bearer"] as const;

/** A link in a mail, with which one person can vote or decide on one task. */
export interface DecisionLink {
  /** See {@link linkId}. */
  id: string;
  version: number;
  /** SHA-256 of the token. The token itself is only in the mail. */
  token: string;
  /** A new one each time that the link is made. The key of the command that uses the link has it. */
  serial: string;
  boardId: string;
  taskId: string;
  /** The person who got the mail. */
  userId: string;
  /** The person for whom they vote, as a delegate. */
  principalId: string | null;
  /** The approval and its step. Null if the state of the task has no approval. */
  approval: string | null;
  step: string | null;
  /** The round of the approval; without one, how often the task has been decided on. */
  round: number;
  /** The actions that it can take. */
  actions: readonly string[];
  mode: (typeof linkModes)[number];
  /** SHA-256 of the token and the code. Null if it needs no code. */
  code: string | null;
  /** The fields of the task that the mail was about, each with the SHA-256 of its value. */
  parts: { readonly [field: string]: string };
  createdAt: string;
  expiresAt: string;
  wrongCodes: number;
  /** The action that was taken with it. Null before that. */
  used: { readonly action: string; readonly at: string } | null;
}

export const decisionLinks = defineCollection<DecisionLink>()({
  name: "links",
  fields: {
    token: "text",
    serial: "text",
    boardId: "text",
    taskId: "text",
    userId: "text",
    principalId: "text?",
    approval: "text?",
    step: "text?",
    round: "integer",
    actions: "json",
    mode: "text",
    code: "text?",
    parts: "json",
    createdAt: "time",
    expiresAt: "time",
    wrongCodes: "integer",
    used: "json?",
  },
  indexes: {
    token: ["token"],
    board: ["boardId"],
    task: ["taskId"],
    user: ["userId"],
    end: ["expiresAt"],
  },
  versions: "own",
});

/** The id of a link. One person has one link for each step, round and content of a task. */
export const linkId = ({
  taskId,
  userId,
  principalId,
  approval,
  step,
  round,
  parts,
}: Pick<
  DecisionLink,
  "taskId" | "userId" | "principalId" | "approval" | "step" | "round" | "parts"
>): string => sha256(canonicalJson([taskId, userId, principalId, approval, step, round, parts]));

export const hashOfToken = (token: string): string => sha256(token);
/** Nobody can find the code by trying all of them, because the token is not stored. */
export const hashOfCode = (token: string, code: string): string =>
  sha256(JSON.stringify([token, code]));

/** Whether a link with this token counts at this time. It may have been used. */
export const isLinkOpen = (
  link: DecisionLink | undefined,
  token: string,
  now: string,
): link is DecisionLink =>
  link !== undefined &&
  link.token === token &&
  now < link.expiresAt &&
  link.wrongCodes < maxWrongCodes;

/** A link as its page shows it. */
export const shownLinkSchema = z
  .object({
    boardId: idSchema,
    taskId: idSchema,
    version: z.int().meta({
      description: "The version of the task. `links.use` needs it, to say what the person saw.",
    }),
    userId: userIdSchema,
    /** The name of the person who votes. */
    name: z.string(),
    for: userIdSchema.nullable().meta({
      description: "The person for whom they vote, as a delegate. Null: for themselves.",
    }),
    step: z.string().nullable(),
    type: z.string(),
    title: z.string(),
    description: z.string(),
    data: z.unknown(),
    changed: z.array(z.string()).meta({
      description:
        "The fields that have changed since the link was made. If there are any, the link takes no vote, and `actions` is empty.",
    }),
    actions: z.array(
      z.object({
        name: z.string(),
        vote: z.enum(["for", "against", "return"]).nullable(),
        reason: z.enum(["required", "optional", "none"]),
      }),
    ),
    mode: z.enum(linkModes),
    needsCode: z.boolean(),
    expiresAt: timestampSchema,
  })
  .meta({ id: "ShownLink", description: "What a decision link is about, as it is now." });

const wrongCodeSchema = z.object({
  outcome: z.literal("wrong_code"),
  left: z.int().meta({ description: "How many more wrong codes end the link." }),
});

/** The answer of `links.show`. */
export const linkViewSchema = z
  .discriminatedUnion("outcome", [
    z.object({ outcome: z.literal("shown"), link: shownLinkSchema }),
    z.object({ outcome: z.literal("needs_code") }),
    wrongCodeSchema,
  ])
  .meta({
    id: "LinkView",
    description: "What a decision link is about, or that it needs its code before it shows this.",
  });

/** The outcome of the use of a link. */
export const linkUseSchema = z
  .discriminatedUnion("outcome", [
    z.object({
      outcome: z.literal("done"),
      action: z.string(),
      at: timestampSchema.meta({ description: "When the action was taken, with this link." }),
    }),
    wrongCodeSchema,
  ])
  .meta({
    id: "LinkUse",
    description: "The action that was taken with a decision link, or that its code was wrong.",
  });
