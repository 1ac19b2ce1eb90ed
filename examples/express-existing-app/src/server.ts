import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { expressAdapter } from "@taskwire/express-adapter";
import { wsAdapter } from "@taskwire/ws-adapter";
import type { Request } from "express";
import express from "express";
import { Accounts } from "./accounts.ts";
import { openApprovals } from "./approvals.ts";
import { openDatabase } from "./database.ts";
import { tokenOf } from "./tokens.ts";

const loginOf = (request: Request) =>
  /\blogin=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1] ?? "";
const text = (body: unknown, name: string) => String(Object(body)[name] ?? "").slice(0, 200);

/** Starts the app. The lines with a number are those that taskwire needs. */
export async function startServer(options: {
  readonly databaseUrl: string;
  readonly port: number;
}) {
  const pool = await openDatabase(options.databaseUrl);
  const accounts = new Accounts(pool);
  // 1. taskwire is opened before the server listens.
  const { taskwire, know, ask, authenticate } = await openApprovals(pool, accounts);

  const app = express();
  const server = createServer(app);
  app.use(
    "/client",
    express.static(fileURLToPath(new URL("../dist/", import.meta.resolve("@taskwire/client")))),
  );
  app.use(express.static(fileURLToPath(new URL("../public", import.meta.url))));

  const form = express.json({ limit: "4kb" });
  app.post("/signup", form, async ({ body }, response) => {
    // The first person of the company is its manager.
    const isFirst = (await accounts.all()).length === 0;
    const person = await accounts.add(text(body, "name"), text(body, "password"), isFirst);
    await know(person); // 2. taskwire knows the people of the app.
    response.sendStatus(201);
  });

  app.post("/login", form, async ({ body }, response) => {
    const login = await accounts.logIn(text(body, "name"), text(body, "password"));
    if (!login) return void response.sendStatus(401);
    response
      .cookie("login", login, { httpOnly: true, sameSite: "lax", secure: false })
      .sendStatus(204); // `secure: true` behind TLS
  });

  app.post("/logout", async (request, response) => {
    await accounts.logOut(loginOf(request));
    await taskwire.sessions.end({ sessionId: loginOf(request) }); // ends its live connections, on every server
    response.clearCookie("login").sendStatus(204);
  });

  app.post("/orders", form, async (request, response) => {
    const person = await accounts.personOf(loginOf(request));
    if (!person) return void response.sendStatus(401);
    const order = { id: randomUUID(), item: text(request.body, "item") };
    await pool.query("INSERT INTO orders (id, item, person) VALUES ($1, $2, $3)", [
      order.id,
      order.item,
      person.id,
    ]);
    await ask(person, order);
    response.status(201).send(order);
  });

  app.get("/orders", async (request, response) => {
    const person = await accounts.personOf(loginOf(request));
    if (!person) return void response.sendStatus(401);
    const sql = "SELECT id, item, state FROM orders WHERE $1 OR person = $2 ORDER BY item";
    response.send((await pool.query(sql, [person.manager, person.id])).rows);
  });

  // 3. The page exchanges its cookie for a token.
  app.post("/session/token", async (request, response) => {
    const login = loginOf(request);
    if (!(await accounts.personOf(login))) return void response.sendStatus(401);
    response.set("Cache-Control", "no-store").send(tokenOf(login));
  });

  // 4. Live connections, and REST routes below /api.
  const sockets = wsAdapter({ taskwire, server, origins: "same-origin", authenticate });
  app.use("/api", expressAdapter({ taskwire, authenticate }));

  server.listen({ port: options.port, host: "127.0.0.1" });
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      await sockets.close();
      server.close();
      await taskwire.close();
      await pool.end();
    },
  };
}
