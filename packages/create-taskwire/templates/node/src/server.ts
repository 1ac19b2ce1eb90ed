import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { wsAdapter } from "@taskwire/ws-adapter";
import { pageFiles } from "./page.ts";
import { authenticate, sessionIdOf, signIn, signOut, tokenOf } from "./sessions.ts";
import { openTaskwire } from "./taskwire.ts";

/** Starts the app. Port 0 is any free port. */
export async function startServer({ file, port }: { file: string; port: number }) {
  const files = await pageFiles();
  const taskwire = await openTaskwire(file);

  const server = createServer(async ({ method, url = "", headers }, response) => {
    const sid = sessionIdOf(headers.cookie);
    const [, userId] = /^\/login\/(\w+)$/.exec(url) ?? [];
    if (method === "GET") {
      const found = files.get(url);
      if (!found) return void response.writeHead(404).end();
      return void response.writeHead(200, { "Content-Type": found.type }).end(found.body);
    }
    if (method === "POST" && userId) {
      const started = signIn(userId);
      if (!started) return void response.writeHead(404).end();
      response.setHeader("Set-Cookie", `sid=${started}; Path=/; HttpOnly; SameSite=Lax`); // and `Secure` behind TLS
      return void response.writeHead(204).end();
    }
    if (method === "POST" && url === "/session/token") {
      const token = tokenOf(sid);
      return void response.writeHead(token ? 200 : 401, { "Cache-Control": "no-store" }).end(token);
    }
    if (method === "POST" && url === "/logout") {
      signOut(sid);
      await taskwire.sessions.end({ sessionId: sid }); // ends the live connections of this session too
      return void response.writeHead(204, { "Set-Cookie": "sid=; Path=/; Max-Age=0" }).end();
    }
    response.writeHead(404).end();
  });

  const sockets = wsAdapter({ taskwire, server, origins: "same-origin", authenticate });
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
