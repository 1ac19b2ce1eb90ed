import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  approvalRoles,
  approvalWorkflow,
  createTaskwire,
  defineTemplates,
  memoryStorage,
  memoryTransport,
  TaskwireError,
} from "@taskwire/core";
import type { Storage, Transport } from "@taskwire/core/adapter";
import { systemRuntime } from "@taskwire/core/adapter";
import { expressAdapter } from "@taskwire/express-adapter";
import { wsAdapter } from "@taskwire/ws-adapter";
import express from "express";

// Seconds pass as hundredths: what the protocol does after 25 s is seen after a quarter of one.
const speed = 100;
const runtime = {
  ...systemRuntime,
  now: () => begin + (systemRuntime.now() - begin) * speed,
  timer: (ms: number, run: () => void) => systemRuntime.timer(ms / speed, run),
};
const begin = systemRuntime.now();

const templates = defineTemplates(
  { workflow: approvalWorkflow, roles: approvalRoles },
  {
    sale: {
      version: 1,
      type: "task",
      subtasks: {
        verify: { title: "Verify ตรวจสอบ", assignee: "creator" },
        register: { title: "Register", assignee: "nobody" },
      },
    },
  },
);

/** A token is a user's id, and for some the seconds until it runs out: `lek` or `lek:90`. */
async function authenticate(token: string): Promise<{ userId: string; expiresAt?: number }> {
  const [userId = "", seconds] = token.split(":");
  if (!/^[a-z]+$/.test(userId))
    throw new TaskwireError("unauthenticated", "The token does not hold.");
  return { userId, ...(seconds && { expiresAt: runtime.now() + Number(seconds) * 1000 }) };
}

/** A real server on a free port: a board with Dao and Nok (ADMIN) and Lek (ADMIN_LIMITED); Mia is on no board. */
export async function startServer() {
  const ground = { storage: memoryStorage(), transport: memoryTransport() };
  const server = await serve(ground);
  const { taskwire } = server;
  const people = { dao: "ADMIN", nok: "ADMIN", lek: "ADMIN_LIMITED", mia: "ADMIN" };
  for (const [id, role] of Object.entries(people))
    await taskwire.system.users.put({ id, name: id, role });
  const { id: boardId } = await taskwire.as({ userId: "dao" }).boards.create({ name: "Sales" });
  for (const userId of ["nok", "lek"]) await taskwire.system.members.add({ boardId, userId });
  return { ...server, boardId, topic: `board:${boardId}`, beside: () => besides(ground) };
}

/** Another server on the same data. It can be cut off, as one that has crashed is for the others. */
async function besides({ storage, transport }: Ground) {
  let isCut = false;
  const server = await serve({
    // What is shared isn't closed with one of the servers.
    storage: { ...storage, async close() {} },
    transport: {
      publish: (channel, message) => isCut || transport.publish(channel, message),
      subscribe: (channel, listener) => transport.subscribe(channel, listener),
      async close() {},
    },
  });
  return {
    ...server,
    crash() {
      isCut = true;
    },
  };
}

interface Ground {
  readonly storage: Storage;
  readonly transport: Transport;
}

async function serve({ storage, transport }: Ground) {
  const taskwire = createTaskwire({
    storage,
    transport,
    templates,
    runtime,
    // What a busy machine needs longer for has longer.
    limits: {
      topics: 3,
      signalsPerSecond: 5,
      backlogEvents: 20,
      connectionsPerUser: 3,
      authenticationMs: 30_000,
      pongMs: 20_000,
    },
  });
  await taskwire.open();
  const server = createServer(express().use("/api", expressAdapter({ taskwire, authenticate })));
  const sockets = wsAdapter({ taskwire, server, origins: ["https://app.example"], authenticate });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    taskwire,
    ws: `ws://127.0.0.1:${port}/taskwire`,
    http: `http://127.0.0.1:${port}/api`,
    async stop() {
      await sockets.close({ deadlineMs: 0 });
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await taskwire.close();
    },
  };
}

export type TestServer = Awaited<ReturnType<typeof startServer>>;
