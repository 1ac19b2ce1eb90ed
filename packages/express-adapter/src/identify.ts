import { systemId } from "@taskwire/core";
import { type Authenticate, TaskwireError } from "@taskwire/core/adapter";
import type { Request } from "express";

/**
 * Whose request it is.
 *
 * @throws TaskwireError `unauthenticated`, or what the hook says on purpose (`forbidden`, `unavailable` …).
 */
export async function identify(request: Request, authenticate: Authenticate): Promise<string> {
  const token = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? "")?.[1];
  if (token === undefined)
    throw new TaskwireError("unauthenticated", "Send a token: `Authorization: Bearer …`.");
  const { userId, expiresAt } = await authenticate(token).catch((error: unknown) => {
    if (error instanceof TaskwireError) throw error;
    // Libraries for tokens throw errors of their own, and their messages are not for clients.
    throw new TaskwireError("unauthenticated", "The token does not hold.");
  });
  // What is no time, as that of a token without an end may come out, would never be reached.
  if (expiresAt !== undefined && !(expiresAt > Date.now()))
    throw new TaskwireError(
      "unauthenticated",
      "The token has run out, or its end is no time in ms since 1970.",
    );
  // The host's own code acts under this id, with every permission. Nobody comes to it from outside.
  if (userId === systemId) throw new TaskwireError("unauthenticated", "The token does not hold.");
  return userId;
}
