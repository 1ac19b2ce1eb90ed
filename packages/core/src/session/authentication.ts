import { TaskwireError, toErrorBody } from "../errors.ts";
import { systemId } from "../model/actor.ts";
import { isUserId } from "../model/ids.ts";
import { sha256 } from "../model/sha256.ts";
import { closeCodes } from "../protocol/close.ts";
import type { Limits } from "../protocol/limits.ts";
import type { Runtime } from "../runtime.ts";
import type { Authenticate } from "./sessions.ts";
import type { TokenErrors } from "./token-errors.ts";

/** A token that was accepted. */
export interface CheckedToken {
  readonly userId: string;
  /** In ms since 1970; `Infinity` if the token doesn't expire. */
  readonly expiresAt: number;
  /** The app's id of the login that the token belongs to. */
  readonly sessionId: string | undefined;
}

/** The parts of a session that checking a token needs. */
interface CheckParts {
  readonly runtime: Runtime;
  readonly tokenErrors: Pick<TokenErrors, "report">;
  readonly limits: Pick<Limits, "authenticationMs">;
}

/**
 * Asks the app whose token it is. `onError` hears of it if the app gives no answer in time.
 *
 * @throws {TaskwireError} `unauthenticated` if the token has expired, or if the app returns the id
 * of its own code (`system`).
 */
export async function checkToken(
  authenticate: Authenticate,
  token: string,
  parts: CheckParts,
): Promise<CheckedToken> {
  const person = await personOf(token, authenticate, parts);
  const { userId, expiresAt = Number.POSITIVE_INFINITY, sessionId } = person;
  // The comparison is also false for NaN. An app may compute NaN by mistake, and a connection with
  // such an expiry would never end.
  if (!(expiresAt > parts.runtime.now()))
    throw new TaskwireError(
      "unauthenticated",
      "The token has expired, or its `expiresAt` is not a time in ms since 1970.",
    );
  // The app's own code has this id, with all permissions. So no token may have it.
  if (userId === systemId) throw new TaskwireError("unauthenticated", "The token is not valid.");
  // `sessions.end` has to find it again in the log, so a storage must be able to hold it.
  if (sessionId !== undefined && !(typeof sessionId === "string" && isUserId(sessionId)))
    throw new TaskwireError(
      "unauthenticated",
      "The `sessionId` of the token is no text of 1 to 256 bytes.",
    );
  return { userId, expiresAt, sessionId };
}

async function personOf(
  token: string,
  authenticate: Authenticate,
  { runtime, tokenErrors, limits }: CheckParts,
): ReturnType<Authenticate> {
  const cancel = runtime.timer(limits.authenticationMs, () =>
    tokenErrors.report(noAnswerIn(limits.authenticationMs)),
  );
  let person: Awaited<ReturnType<Authenticate>> | null | undefined;
  try {
    person = await authenticate(token);
  } catch (error) {
    if (!(error instanceof TaskwireError)) tokenErrors.report(error);
    throw error;
  } finally {
    cancel();
  }
  // An app in JavaScript may return nothing for an unknown token.
  if (!person) throw new TaskwireError("unauthenticated", "The token is not valid.");
  return person;
}

const noAnswerIn = (ms: number) => new Error(`\`authenticate\` gave no answer within ${ms} ms.`);

/** The part of a frame that says which login a token belongs to, without the id itself: it may be a secret. */
export const loginOf = ({ userId, sessionId }: CheckedToken): { readonly login?: string } =>
  sessionId === undefined ? {} : { login: sha256(`${userId} ${sessionId}`).slice(0, 22) };

/** Returns the close code and the reason for a connection that could not be authenticated. */
export function closeReasonFor(error: unknown): readonly [code: number, reason: string] {
  const { code, message } = toErrorBody(error);
  if (code === "unavailable") return [closeCodes.goingAway, "Try again in a moment."];
  if (code === "forbidden") return [closeCodes.forbidden, message];
  return [
    closeCodes.unauthenticated,
    code === "unauthenticated" ? message : "The token is not valid.",
  ];
}
