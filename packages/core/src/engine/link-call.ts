import { TaskwireError } from "../errors.ts";
import { systemId } from "../model/actor.ts";
import {
  type DecisionLink,
  decisionLinks,
  hashOfCode,
  hashOfToken,
  isLinkOpen,
} from "../model/decision-link.ts";
import type { Storage } from "../storage/storage.ts";
import type { EngineContext } from "./context.ts";

type Input = { readonly [field: string]: unknown };

/** The caller of a request without a session. No person can have this id. */
export const strangerId = "";

/**
 * The one answer for every link that can't be used: expired, replaced, unknown, for somebody else,
 * or about a question that is closed. So nobody learns which of these it is.
 */
export const deadLink = (): TaskwireError =>
  new TaskwireError(
    "not_found",
    "This link can't be used. Perhaps it has been used or has expired, the question is closed, or you are not signed in as the person who got the mail.",
  );

/** A call with a decision link, made on behalf of the person who got the link. */
export interface LinkCall {
  readonly userId: string;
  /** The input without the token, with the ids of the link and its task. */
  readonly input: Input;
  /** The idempotency key of its use. Undefined if the code is wrong: such a call is no repeat of the first one. */
  readonly key: string | undefined;
}

/**
 * Finds the link that a call names with its token. The attempt reads the link again, and its commit checks it.
 *
 * @param callerId the person with the session, if there is one
 * @throws {TaskwireError} `not_found` for every link that the caller can't use.
 */
export async function linkCall(
  { token: given, ...input }: Input,
  callerId: string,
  { storage, now }: { readonly storage: Pick<Storage, "list">; readonly now: string },
): Promise<LinkCall> {
  const token = hashOfToken(String(given));
  const query = { index: "token", equals: { token }, limit: 1 };
  const [found] = (await storage.list(decisionLinks.name, query)).records;
  const link = found && ({ ...found.fields, id: found.id } as unknown as DecisionLink);
  if (!isLinkOpen(link, token, now)) throw deadLink();
  const isSignedIn = callerId !== systemId && callerId === link.userId;
  if (link.mode === "signIn" && !isSignedIn) throw deadLink();
  const code = typeof input.code === "string" ? input.code : "";
  const isCodeRight = link.code === null || link.code === hashOfCode(String(given), code);
  const { id, boardId, taskId, step, principalId, serial, mode } = link;
  return {
    userId: link.userId,
    input: {
      ...input,
      ...{ linkId: id, linkToken: token, isCodeRight, boardId, taskId },
      ...(step !== null && { step }),
      ...(principalId !== null && { for: principalId }),
      ...(mode === "bearer" && { via: "link" }),
    },
    key: isCodeRight ? `link/${serial}` : undefined,
  };
}

/**
 * Checks the link in the attempt of a call.
 *
 * @throws {TaskwireError} `not_found` if it can't be used any more.
 */
export function checkLink({ linkId, linkToken }: Input, context: EngineContext): void {
  const link = context.known(decisionLinks, String(linkId));
  if (!isLinkOpen(link, String(linkToken), context.now)) throw deadLink();
}

/** Answers about dead links leave at multiples of this time after the call, in ms. */
const answerEveryMs = 100;

/**
 * Makes every answer about a dead link the same, and gives it the same time: unknown links need fewer reads than
 * others, which callers could measure.
 */
export async function answerDeadLink(
  error: unknown,
  startedAt: number,
  runtime: {
    now(): number;
    timer(ms: number, run: () => void, holds?: boolean): unknown;
  },
): Promise<never> {
  const isDead =
    error instanceof TaskwireError && (error.code === "not_found" || error.code === "forbidden");
  if (!isDead) throw error;
  const passed = Math.max(0, runtime.now() - startedAt) % answerEveryMs;
  await new Promise<void>((wake) => void runtime.timer(answerEveryMs - passed, wake, true));
  throw deadLink();
}
