import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  approvalRoles,
  approvalWorkflow,
  createTaskwire,
  defineTemplates,
  systemRuntime,
  TaskwireError,
} from "@taskwire/core";
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
  if (!/^[a-z]+$/.test(userId)) throw new TaskwireError("unauthenticated", "The token does not hold.");
  return { userId, ...(seconds && { expiresAt: runtime.now() + Number(seconds) * 1000 }) };
}

/** A real server on a free port: a board with Dao and Nok (ADMIN) and Lek (ADMIN_LIMITED); Mia is on no board. */
export async function startServer() {
  const taskwire = createTaskwire({
    templates,
    runtime,
    limits: { topics: 3, backlogEvents: 20, connectionsPerUser: 3 },
  });
  await taskwire.open();
  const people = { dao: "ADMIN", nok: "ADMIN", lek: "ADMIN_LIMITED", mia: "ADMIN" };
  for (const [id, role] of Object.entries(people)) await taskwire.system.users.put({ id, name: id, role });
  const { id: boardId } = await taskwire.as({ userId: "dao" }).boards.create({ name: "Sales" });
  for (const userId of ["nok", "lek"]) await taskwire.system.members.add({ boardId, userId });
  const server = createServer(express().use("/api", expressAdapter({ taskwire, authenticate })));
  const sockets = wsAdapter({ taskwire, server, origins: ["https://app.example"], authenticate });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    taskwire,
    boardId,
    topic: `board:${boardId}`,
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
