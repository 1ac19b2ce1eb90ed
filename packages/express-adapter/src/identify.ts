import { systemId } from "@taskwire/core";
import { type Authenticate, type Sessions, TaskwireError } from "@taskwire/core/adapter";
import type { Request } from "express";

/** The parts of a node that check a token. */
export type TokenSessions = Pick<Sessions, "reportTokenError"> & {
  readonly limits: Pick<Sessions["limits"], "authenticationMs">;
};

/**
 * Returns the id of the user who sent a request.
 *
 * @throws TaskwireError `unauthenticated`, or the `TaskwireError` that `authenticate` threw
 * (`forbidden`, `unavailable`, …). `unavailable` if it takes longer than `authenticationMs`.
 */
export async function identify(
  request: Request,
  authenticate: Authenticate,
  sessions: TokenSessions,
): Promise<string> {
  const token = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? "")?.[1];
  if (token === undefined)
    throw new TaskwireError("unauthenticated", "Send a token: `Authorization: Bearer …`.");
  const { userId, expiresAt } = await personOf(token, authenticate, sessions);
  // The condition is negated, so that NaN is refused too. An app may compute NaN by mistake, and a
  // token with it would never expire.
  if (expiresAt !== undefined && !(expiresAt > Date.now()))
    throw new TaskwireError(
      "unauthenticated",
      "The token has expired, or its `expiresAt` is not a time in ms since 1970.",
    );
  // The app's own code has this id, with all permissions. So no request may use it.
  if (userId === systemId) throw invalidToken();
  return userId;
}

/** Asks the app whose token it is, and waits at most `authenticationMs` for its answer. */
async function personOf(token: string, authenticate: Authenticate, sessions: TokenSessions) {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const { authenticationMs } = sessions.limits;
  const timer = setTimeout(() => {
    sessions.reportTokenError(
      new Error(`\`authenticate\` gave no answer within ${authenticationMs} ms.`),
    );
    reject(noAnswer());
  }, authenticationMs);
  try {
    // An app in JavaScript may throw without a promise, or return nothing for an unknown token.
    const person = await Promise.race([(async () => authenticate(token))(), tooLate]);
    if (!person) throw invalidToken();
    return { userId: person.userId, expiresAt: person.expiresAt };
  } catch (error) {
    if (error instanceof TaskwireError) throw error;
    // Any other error usually comes from a token library. Its message is not meant for clients.
    sessions.reportTokenError(error);
    throw invalidToken();
  } finally {
    clearTimeout(timer);
  }
}

const noAnswer = () =>
  new TaskwireError("unavailable", "The token can't be checked at the moment. Try again soon.", {
    retryAfterMs: 1_000,
  });

const invalidToken = () => new TaskwireError("unauthenticated", "The token is not valid.");
