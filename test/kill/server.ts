// A whole server in a process of its own, which tests kill: `node server.ts <database> [<limits as
// JSON>]`. Prints its port.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createTaskwire } from "@taskwire/core";
import { sqliteStorage } from "@taskwire/sqlite-storage";
import { wsAdapter } from "@taskwire/ws-adapter";
import { noQuotas } from "../no-quotas.ts";

const [path = "", limits = "{}"] = process.argv.slice(2);
const taskwire = createTaskwire({
  storage: sqliteStorage(path),
  quotas: noQuotas,
  limits: {
    callsPerSecond: 10_000,
    callBurst: 10_000,
    backlogEvents: 1_000_000,
    ...JSON.parse(limits),
  },
});
await taskwire.open();
const server = createServer();
wsAdapter({ taskwire, server, origins: [], authenticate: async (token) => ({ userId: token }) });
server.listen(0, "127.0.0.1");
await once(server, "listening");
console.log((server.address() as AddressInfo).port);
