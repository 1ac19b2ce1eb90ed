import express, { type Request, type RequestHandler, Router } from "express";
import { ipKeyGenerator, rateLimit } from "express-rate-limit";
import { z } from "zod";
import { demoPassword } from "../demo.ts";
import type { People } from "../people.ts";
import { HttpError, parse } from "../problems.ts";
import type { AccessTokens } from "./access-tokens.ts";
import { type Account, foldLogin } from "./accounts.ts";

const loginInput = z.strictObject({
  login: z.string().min(1).max(64),
  password: z.string().min(1).max(256),
});
const refreshInput = z.strictObject({ refreshToken: z.string().min(1).max(256) });

/** Wrong passwords that one login takes from one address in a quarter of an hour, and one address over all logins. */
const attempts = { windowMs: 15 * 60_000, ofLogin: 10, ofAddress: 50 };

/** `POST /login`, `/refresh`, `/logout`, and outside production `GET /demo`. Tokens travel in bodies only: no cookies, so no CSRF. */
export function authRoutes(
  people: People,
  tokens: AccessTokens,
  { isProduction }: { isProduction: boolean },
): Router {
  const { accounts, logins } = people;
  const mayEnter = (account: Account | undefined): account is Account =>
    account !== undefined && !account.disabled && !(isProduction && account.demo);

  const answer = async ({ id, name, role }: Account, refreshToken: string) => ({
    accessToken: await tokens.sign(id),
    expiresIn: tokens.lifetimeSeconds,
    refreshToken,
    user: { id, name, role },
  });

  const router = Router();
  router.use(express.json({ limit: "4kb" }));
  // Whoever keeps an answer with tokens in it, a proxy for instance, can log in with it.
  router.use((_request, response, next) => {
    response.set("Cache-Control", "no-store");
    next();
  });

  router.post(
    "/login",
    limitFailures(attempts.ofAddress, addressOf),
    limitFailures(attempts.ofLogin, loginOf),
    async (request, response) => {
      const { login, password } = parse(loginInput, request.body);
      const entered = await accounts.open(login, password, (account) =>
        mayEnter(account) ? { account, token: logins.start(account.id) } : undefined,
      );
      if (!entered) throw new HttpError(401, "unauthenticated", "Login or password is wrong.");
      response.json(await answer(entered.account, entered.token));
    },
  );

  router.post("/refresh", async (request, response) => {
    const next = logins.rotate(parse(refreshInput, request.body).refreshToken);
    const account = next && accounts.get(next.accountId);
    if (!next || !mayEnter(account)) throw new HttpError(401, "unauthenticated", "Log in again.");
    response.json(await answer(account, next.token));
  });

  router.post("/logout", (request, response) => {
    logins.end(parse(refreshInput, request.body).refreshToken);
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
  // Folded as the accounts do: or each way to type a login had attempts of its own.
  return `${addressOf(request)} ${typeof login === "string" ? foldLogin(login.slice(0, 64)) : ""}`;
};

function limitFailures(limit: number, keyGenerator: (request: Request) => string): RequestHandler {
  return rateLimit({
    windowMs: attempts.windowMs,
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
          "Too many wrong passwords. Wait a quarter of an hour and try again.",
        ),
      ),
  });
}
