import type { Strangers } from "@taskwire/core/adapter";
import type { RequestHandler } from "express";
import type { AccessTokens } from "./accounts/access-tokens.ts";
import type { People } from "./people.ts";
import { HttpError } from "./problems.ts";

/**
 * Lets only people with the role ADMIN pass. Checks the role in the accounts, because the role may
 * have changed since the token was made. No cache may store the answers: they contain new passwords
 * and the logins of all people.
 */
export const adminOnly =
  ({ accounts }: People, tokens: AccessTokens, strangers: Strangers): RequestHandler =>
  async (request, response, next) => {
    response.set("Cache-Control", "no-store");
    const [scheme, token] = (request.headers.authorization ?? "").split(" ");
    const address = request.ip ?? "";
    if (strangers.blockedMs(address) > 0)
      throw new HttpError(429, "rate_limited", "Too many wrong tokens came from this address.");
    const verified = tokens.verify(scheme?.toLowerCase() === "bearer" && token ? token : "none");
    const { userId } = await verified.catch((error: unknown) => {
      strangers.failed(address);
      throw error;
    });
    const account = accounts.get(userId);
    if (account?.role !== "ADMIN" || account.disabled)
      throw new HttpError(403, "forbidden", "Only people with the role ADMIN can do this.");
    response.locals.userId = userId;
    next();
  };
