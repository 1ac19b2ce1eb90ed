import { label } from "@taskwire/core/operations";
import express, { type RequestHandler, Router } from "express";
import { z } from "zod";
import type { People } from "./people.ts";
import { HttpError, parse } from "./problems.ts";

// The same names as in taskwire: an account with another name could not be copied.
export const name = z.string().trim().pipe(label(100));
export const loginName = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}._@+-]{2,64}$/u, "2 to 64 letters, digits or . _ @ + -");

/**
 * Routes to look after people: `GET /`, `POST /`, `PATCH /:id`, `POST /:id/password`.
 *
 * @param check lets only those pass who may do this
 */
export function peopleRoutes(people: People, check: RequestHandler): Router {
  const { accounts, roles } = people;
  const role = z.enum(roles);
  const newPerson = z.strictObject({ name, login: loginName, role });
  const change = z.strictObject({ role: role.optional(), disabled: z.boolean().optional() });

  const findAccount = (id: unknown) => {
    const account = accounts.get(String(id));
    if (!account) throw new HttpError(404, "not_found", "There is no such person.");
    return account;
  };

  const router = Router();
  router.use(check, express.json({ limit: "4kb" }));

  router.get("/", (_request, response) => {
    response.json({ roles, people: accounts.list() });
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
