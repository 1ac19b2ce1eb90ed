import { systemId } from "@taskwire/core";
import { type Authenticate, TaskwireError } from "@taskwire/core/adapter";
import type { Request } from "express";

/**
 * Returns the id of the user who sent a request.
 *
 * @throws TaskwireError `unauthenticated`, or the `TaskwireError` that `authenticate` threw
 * (`forbidden`, `unavailable`, …).
 */
export async function identify(request: Request, authenticate: Authenticate): Promise<string> {
  const token = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? "")?.[1];
  if (token === undefined)
    throw new TaskwireError("unauthenticated", "Send a token: `Authorization: Bearer …`.");
  const { userId, expiresAt } = await authenticate(token).catch((error: unknown) => {
    if (error instanceof TaskwireError) throw error;
    // Any other error comes from a token library. Its message is not meant for clients.
    throw invalidToken();
  });
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

const invalidToken = () => new TaskwireError("unauthenticated", "The token is not valid.");
