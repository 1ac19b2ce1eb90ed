import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expressAdapter } from "@taskwire/express-adapter";
import { wsAdapter } from "@taskwire/ws-adapter";
import express from "express";
import { pageFiles } from "./page.ts";
import { authenticate, sessionIdOf, signIn, signOut, tokenOf } from "./sessions.ts";
import { openTaskwire } from "./taskwire.ts";

/** Starts the app. Port 0 is any free port. */
export async function startServer({ file, port }: { file: string; port: number }) {
  const files = await pageFiles();
  const taskwire = await openTaskwire(file);
  const app = express();
  const server = createServer(app);

  for (const [path, { type, body }] of files)
    app.get(path, (_request, response) => void response.type(type).send(body));

  app.post("/login/:userId", ({ params: { userId } }, response) => {
    const sid = signIn(userId);
    if (!sid) return void response.sendStatus(404);
    response.cookie("sid", sid, { httpOnly: true, sameSite: "lax", secure: false }).end(); // `secure: true` behind TLS
  });

  app.post("/session/token", ({ headers }, response) => {
    const token = tokenOf(sessionIdOf(headers.cookie));
    if (!token) return void response.sendStatus(401);
    response.set("Cache-Control", "no-store").send(token);
  });

  app.post("/logout", async ({ headers }, response) => {
    const sid = sessionIdOf(headers.cookie);
    signOut(sid);
    await taskwire.sessions.end({ sessionId: sid }); // ends the live connections of this session too
    response.clearCookie("sid").end();
  });

  const sockets = wsAdapter({ taskwire, server, origins: "same-origin", authenticate });
  app.use("/api", expressAdapter({ taskwire, authenticate })); // REST, with /api/openapi.json

  server.listen({ port, host: "127.0.0.1" });
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      await sockets.close();
      server.close();
      await taskwire.close();
    },
  };
}
