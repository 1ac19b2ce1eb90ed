// One server of several behind a proxy. Every file beside `src` starts this program.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createTaskwire } from "@taskwire/core";
import { expressAdapter } from "@taskwire/express-adapter";
import { callLog, prometheusMetrics, serveMetrics } from "@taskwire/observability";
import { postgresStorage } from "@taskwire/postgres-storage";
import { redisTransport } from "@taskwire/redis-transport";
import { wsAdapter } from "@taskwire/ws-adapter";
import express from "express";
import { readSettings } from "./settings.ts";
import { authenticator } from "./tokens.ts";

const settings = readSettings(process.env);
const authenticate = authenticator(settings.secret);
const metrics = prometheusMetrics();
const log = (entry: object) => console.log(JSON.stringify(entry));
const taskwire = createTaskwire({
  storage: postgresStorage(settings.databaseUrl),
  transport: redisTransport({ url: settings.redisUrl }),
  observers: [metrics, callLog({ write: log })],
  onError: (error, context) => console.error(JSON.stringify(context), error),
});
await taskwire.open();

const app = express();
app.set("trust proxy", 1); // one proxy in front
app.use("/api", expressAdapter({ taskwire, authenticate })); // also /api/health and /api/ready
app.get("/metrics", serveMetrics({ metrics, taskwire, token: settings.metricsToken }));
const server = createServer(app);
const sockets = wsAdapter({
  taskwire,
  server,
  origins: [settings.origin],
  authenticate,
  trustProxy: 1,
});
server.listen({ port: settings.port, host: settings.host, backlog: 4096 });
await once(server, "listening");
console.log(`listening on port ${(server.address() as AddressInfo).port}`);

for (const signal of ["SIGTERM", "SIGINT"] as const)
  process.once(signal, async () => {
    await sockets.close({ deadlineMs: 5_000 }); // closes the connections one after the other, within five seconds
    server.close();
    server.closeIdleConnections();
    await taskwire.close();
    process.exit();
  });
