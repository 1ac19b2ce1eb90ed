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

// A clock that runs a hundred times as fast: 25 s of the protocol take a quarter of a second.
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

/** Tokens are `<user id>` or `<user id>:<seconds of validity>`. */
async function authenticate(token: string): Promise<{ userId: string; expiresAt?: number }> {
  const [userId = "", seconds] = token.split(":");
  if (!/^[a-z]+$/.test(userId))
    throw new TaskwireError("unauthenticated", "The token does not hold.");
  return { userId, ...(seconds && { expiresAt: runtime.now() + Number(seconds) * 1000 }) };
}

/**
 * A real server on a free port, with a board of Dao and Nok (ADMIN) and Lek (ADMIN_LIMITED). Mia is
 * on no board.
 */
export async function startServer() {
  const shared = { storage: memoryStorage(), transport: memoryTransport() };
  const server = await serve(shared);
  const { taskwire } = server;
  const people = { dao: "ADMIN", nok: "ADMIN", lek: "ADMIN_LIMITED", mia: "ADMIN" } as const;
  for (const [id, role] of Object.entries(people))
    await taskwire.system.users.put({ id, name: id, role });
  const { id: boardId } = await taskwire.as({ userId: "dao" }).boards.create({ name: "Sales" });
  for (const userId of ["nok", "lek"]) await taskwire.system.members.add({ boardId, userId });
  return { ...server, boardId, topic: `board:${boardId}`, beside: () => startBeside(shared) };
}

/** Starts another server on the same data. `crash` cuts it off from the others. */
async function startBeside({ storage, transport }: SharedParts) {
  let isCut = false;
  const server = await serve({
    // The storage is shared, so one server must not close it.
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

interface SharedParts {
  readonly storage: Storage;
  readonly transport: Transport;
}

async function serve({ storage, transport }: SharedParts) {
  const taskwire = createTaskwire({
    storage,
    transport,
    templates,
    runtime,
    // Longer than the defaults, for busy machines.
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
