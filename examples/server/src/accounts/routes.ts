import express, { type Request, type RequestHandler, Router } from "express";
import { ipKeyGenerator, rateLimit } from "express-rate-limit";
import { z } from "zod";
import { demoPassword } from "../demo.ts";
import type { People } from "../people.ts";
import { HttpError, parse } from "../problems.ts";
import type { AccessTokens } from "./access-tokens.ts";
import { type Account, normalizeLogin } from "./accounts.ts";
import type { Login } from "./logins.ts";

const loginInput = z.strictObject({
  login: z.string().min(1).max(64),
  password: z.string().min(1).max(256),
});
const tokenInput = z.strictObject({ refreshToken: z.string().min(1).max(256) });
const refreshInput = tokenInput.extend({ exchangeId: z.uuidv4().optional() });

/** Limits of failed attempts from one address: for one login, and for all logins together. */
const maxFailures = { windowMs: 15 * 60_000, perLogin: 10, perAddress: 50 };
/** Limits all requests from one address, also those that succeed: each of them writes. */
const maxRequests = { windowMs: 60_000, perAddress: 120 };

/**
 * Routes: `POST /login`, `/refresh`, `/logout`, and outside production `GET /demo`. Tokens are sent
 * in bodies only, never in cookies, so CSRF is impossible.
 */
export function authRoutes(
  people: People,
  tokens: AccessTokens,
  { isProduction }: { isProduction: boolean },
): Router {
  const { accounts, logins } = people;
  const canLogIn = (account: Account | undefined): account is Account =>
    account !== undefined && !account.disabled && !(isProduction && account.demo);

  const tokensFor = async ({ id, name, role }: Account, { loginId, token }: Login) => ({
    accessToken: await tokens.sign(id, loginId),
    expiresIn: tokens.lifetimeSeconds,
    refreshToken: token,
    user: { id, name, role },
  });

  const router = Router();
  router.use(limitRequests());
  router.use(express.json({ limit: "4kb" }));
  // A response contains tokens. A proxy or a browser that stored it could log in with them.
  router.use((_request, response, next) => {
    response.set("Cache-Control", "no-store");
    next();
  });

  router.post(
    "/login",
    limitFailures(maxFailures.perAddress, addressOf),
    limitFailures(maxFailures.perLogin, loginOf),
    async (request, response) => {
      const { login, password } = parse(loginInput, request.body);
      const loggedIn = await accounts.authenticate(login, password, (account) =>
        canLogIn(account) ? { account, login: logins.start(account.id) } : undefined,
      );
      if (!loggedIn) throw new HttpError(401, "unauthenticated", "Login or password is wrong.");
      response.json(await tokensFor(loggedIn.account, loggedIn.login));
    },
  );

  router.post(
    "/refresh",
    limitFailures(maxFailures.perAddress, addressOf),
    async (request, response) => {
      const { refreshToken, exchangeId } = parse(refreshInput, request.body);
      const next = await people.refresh(refreshToken, exchangeId);
      const account = next && accounts.get(next.accountId);
      if (!next || !canLogIn(account)) throw new HttpError(401, "unauthenticated", "Log in again.");
      response.json(await tokensFor(account, next));
    },
  );

  router.post("/logout", async (request, response) => {
    await people.logOut(parse(tokenInput, request.body).refreshToken);
    response.status(204).end();
  });

  if (!isProduction) {
    router.get("/demo", (_request, response) => {
      const usable = accounts.list().filter((account) => account.demo && !account.disabled);
      response.json(
        usable.map(({ login, name, role }) => ({ login, name, role, password: demoPassword })),
      );
    });
  }
  return router;
}

const addressOf = (request: Request) => ipKeyGenerator(request.ip ?? "");

const loginOf = (request: Request) => {
  const { login }: { login?: unknown } = request.body ?? {};
  // Normalized as in the accounts. Otherwise each spelling of a login would have its own limit.
  return `${addressOf(request)} ${typeof login === "string" ? normalizeLogin(login.slice(0, 64)) : ""}`;
};

const limitRequests = (): RequestHandler =>
  rateLimit({
    windowMs: maxRequests.windowMs,
    limit: maxRequests.perAddress,
    keyGenerator: addressOf,
    standardHeaders: "draft-8",
    legacyHeaders: false,
    handler: (_request, _response, next) =>
      next(new HttpError(429, "rate_limited", "Too many requests. Wait a minute and try again.")),
  });

function limitFailures(limit: number, keyGenerator: (request: Request) => string): RequestHandler {
  return rateLimit({
    windowMs: maxFailures.windowMs,
    limit,
    keyGenerator,
    skipSuccessfulRequests: true,
    standardHeaders: "draft-8",
    legacyHeaders: false,
    handler: (_request, _response, next) =>
      next(
        new HttpError(
          429,
          "rate_limited",
          "Too many failed attempts. Wait 15 minutes and try again.",
        ),
      ),
  });
}
