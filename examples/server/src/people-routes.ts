import type { Strangers } from "@taskwire/core/adapter";
import { label } from "@taskwire/core/operations";
import express, { type RequestHandler, Router } from "express";
import { z } from "zod";
import type { AccessTokens } from "./accounts/access-tokens.ts";
import { roleNames } from "./dealer.ts";
import type { People } from "./people.ts";
import { HttpError, parse } from "./problems.ts";

// The same names as in taskwire: an account with another name could not be copied.
export const name = z.string().trim().pipe(label(100));
export const loginName = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}._@+-]{2,64}$/u, "2 to 64 letters, digits or . _ @ + -");
export const role = z.enum(roleNames);

const newPerson = z.strictObject({ name, login: loginName, role });
const change = z.strictObject({ role: role.optional(), disabled: z.boolean().optional() });

/** Routes for people with the role ADMIN: `GET /`, `POST /`, `PATCH /:id`, `POST /:id/password`. */
export function peopleRoutes(people: People, tokens: AccessTokens, strangers: Strangers): Router {
  const { accounts } = people;

  const findAccount = (id: unknown) => {
    const account = accounts.get(String(id));
    if (!account) throw new HttpError(404, "not_found", "There is no such person.");
    return account;
  };

  /**
   * Checks the role in the accounts, because the role may have changed since the token was made.
   */
  const adminOnly: RequestHandler = async (request, response, next) => {
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

  const router = Router();
  router.use(adminOnly, express.json({ limit: "4kb" }));

  router.get("/", (_request, response) => {
    response.json({ roles: roleNames, people: accounts.list() });
  });

  router.post("/", async (request, response) => {
    const added = await people.add(parse(newPerson, request.body));
    if (!added) throw new HttpError(409, "login_taken", "This login is taken. Choose another one.");
    response.status(201).json(added);
  });

  router.patch("/:id", async (request, response) => {
    const { id } = findAccount(request.params.id);
    // Otherwise the last ADMIN could lock everybody out.
    if (id === response.locals.userId)
      throw new HttpError(
        409,
        "own_account",
        "You can't change your own account. Ask another person with the role ADMIN.",
      );
    const { role, disabled } = parse(change, request.body);
    if (role !== undefined) await people.setRole(id, role);
    if (disabled !== undefined) await people.setDisabled(id, disabled);
    response.json(findAccount(id));
  });

  router.post("/:id/password", async (request, response) => {
    response.json({ password: await people.setPassword(findAccount(request.params.id).id) });
  });
  return router;
}
