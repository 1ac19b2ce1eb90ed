import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { approvalRoles, approvalWorkflow, createTaskwire, defineTemplates } from "@taskwire/core";
import { expressAdapter } from "@taskwire/express-adapter";
import { redisTransport } from "@taskwire/redis-transport";
import { sqliteStorage } from "@taskwire/sqlite-storage";
import { wsAdapter } from "@taskwire/ws-adapter";
import express from "express";
import { answer } from "../processes.ts";
import { temporaryFile } from "./cycle-tables.ts";
import { usage } from "./usage.ts";

/**
 * The real product with rules, rights, keys and history. Only its limits are raised. Inboxes are
 * off unless `inboxes` is set, because no other server has them.
 */
const templates = defineTemplates(
  { workflow: approvalWorkflow, roles: approvalRoles },
  {
    sale: {
      version: 1,
      type: "task",
      subtasks: {
        verify: { title: "Verify customer data", assignee: "creator" },
        register: { title: "Register the vehicle", assignee: "creator" },
        keys: { title: "Hand over the keys", assignee: "creator" },
      },
    },
  },
);
/** Options of a server. */
export interface Setup {
  /** Set: one of several servers on the same database. */
  readonly beside?: { readonly database: string; readonly redis: string };
  readonly inboxes?: true;
}

const open = ({ beside, inboxes }: Setup) =>
  createTaskwire({
    storage: sqliteStorage(beside?.database ?? temporaryFile("taskwire.db")),
    ...(beside && { transport: redisTransport({ url: beside.redis }) }),
    ...(!inboxes && { notifications: false }),
    templates,
    limits: {
      connections: 100_000,
      unauthenticated: 100_000,
      connectionsPerUser: 1_000,
      callsPerSecond: 1e9,
      callBurst: 1e9,
      callsInFlight: 1_000,
    },
  });
let taskwire: ReturnType<typeof open>;

interface BoardOptions {
  readonly people: number;
  readonly role: "ADMIN" | "ADMIN_LIMITED";
  readonly boardId: string;
}

async function inParallel(count: number, run: (index: number) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < count; from += 64) {
    await Promise.all(
      Array.from({ length: Math.min(64, count - from) }, (_, index) => run(from + index)),
    );
  }
}

const answers = {
  ...usage,
  async listen(setup: Setup = {}) {
    taskwire = open(setup);
    await taskwire.open();
    const authenticate = async (token: string) => ({ userId: token });
    const server = createServer(express().use("/api", expressAdapter({ taskwire, authenticate })));
    wsAdapter({
      taskwire,
      server,
      origins: "same-origin",
      authenticate,
      unauthenticatedPerAddress: 100_000,
    });
    return new Promise<number>((resolve) => {
      server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () =>
        resolve((server.address() as AddressInfo).port),
      );
    });
  },
  /** Creates a board and its members `<boardId>0`, `<boardId>1`, …. */
  async createBoard({ people, role, boardId }: BoardOptions) {
    const founder = `${boardId}-founder`;
    await taskwire.system.users.put({ id: founder, name: "Founder", role: "ADMIN" });
    const api = taskwire.as({ userId: founder });
    await taskwire.system.boards.create({ id: boardId, name: "Bench" });
    await taskwire.system.members.add({ boardId, userId: founder });
    await inParallel(people, (index) =>
      taskwire.system.users.put({ id: `${boardId}${index}`, name: `Person ${index}`, role }),
    );
    // One after another: each changes the board's guard record, so parallel calls would only
    // conflict.
    for (let index = 0; index < people; index++)
      await api.members.add({ boardId, userId: `${boardId}${index}` });
  },
  /** Creates tasks on a board for clients to miss. */
  async createTasks({ boardId, tasks }: { readonly boardId: string; readonly tasks: number }) {
    const api = taskwire.as({ userId: `${boardId}0` });
    await inParallel(tasks, () =>
      api.tasks.create({ boardId, title: "ลงทะเบียนรถยนต์ · register the vehicle" }),
    );
  },
};
export type TaskwireServer = typeof answers;
answer(answers);
