import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { DatabaseSync } from "node:sqlite";
import { approvalRoles, approvalWorkflow, createTaskwire, defineTemplates } from "@taskwire/core";
import { expressAdapter } from "@taskwire/express-adapter";
import { postgresStorage } from "@taskwire/postgres-storage";
import { redisTransport } from "@taskwire/redis-transport";
import { sqliteStorage } from "@taskwire/sqlite-storage";
import { wsAdapter } from "@taskwire/ws-adapter";
import express from "express";
import { answer } from "../processes.ts";
import { temporaryFile } from "./cycle-tables.ts";
import { usage } from "./usage.ts";

/** The real product with rules, rights, keys, history and inboxes. Only its limits are raised. */
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
  /** Set: nobody is notified. */
  readonly withoutInboxes?: boolean;
  /** Address of a PostgreSQL server. Without it, the data are in a SQLite file. */
  readonly postgres?: string;
}

const file = temporaryFile("taskwire.db");

const open = ({ beside, withoutInboxes, postgres }: Setup) =>
  createTaskwire({
    storage: postgres
      ? postgresStorage({ url: postgres, schema: `bench_${randomUUID().replaceAll("-", "")}` })
      : sqliteStorage(beside?.database ?? file),
    ...(beside && { transport: redisTransport({ url: beside.redis }) }),
    ...(withoutInboxes && { notifications: false }),
    templates,
    limits: {
      connections: 100_000,
      unauthenticated: 100_000,
      connectionsPerUser: 1_000,
      callsPerSecond: 1e9,
      callBurst: 1e9,
      callsInFlight: 1_000,
    },
    // High numbers, so that everything is counted as usual.
    quotas: {
      roomsCreated: 1e9,
      roomsPerBoard: 1e9,
      membersPerRoom: 1e9,
      membersPerBoard: 1e9,
      openRequests: 1e9,
      tasksPerBoard: 1e9,
      bytesPerDay: 1e15,
      postsPerHour: 1e12,
      notificationsPerHour: 1e12,
      notificationsToOnePerHour: 1e12,
    },
  });
let taskwire: ReturnType<typeof open>;
const connections = new Set<Socket>();
let bytesOfEnded = 0;

interface NewTasks {
  readonly boardId: string;
  readonly tasks: number;
  readonly approved?: number;
}

interface Telling {
  readonly boardId: string;
  readonly roomId: string;
  readonly people: number;
  readonly messages: number;
}

interface Filling {
  readonly boardId: string;
  readonly people: number;
  readonly unread: number;
}

interface BoardOptions {
  readonly people: number;
  readonly role: "ADMIN" | "ADMIN_LIMITED";
  readonly boardId: string;
}

/** A commit notifies at most 50 people. A job notifies more, which would only make it slower. */
const peopleOfRoom = 40;

async function inParallel(count: number, run: (index: number) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < count; from += 64) {
    await Promise.all(
      Array.from({ length: Math.min(64, count - from) }, (_, index) => run(from + index)),
    );
  }
}

const answers = {
  ...usage,
  /** The bytes that were sent to all clients so far. */
  bytesSent: () => [...connections].reduce((sum, one) => sum + one.bytesWritten, bytesOfEnded),
  async listen(setup: Setup = {}) {
    taskwire = open(setup);
    await taskwire.open();
    const authenticate = async (token: string) => ({ userId: token });
    const server = createServer(express().use("/api", expressAdapter({ taskwire, authenticate })));
    server.on("connection", (socket) => {
      connections.add(socket);
      socket.on("close", () => {
        bytesOfEnded += socket.bytesWritten;
        connections.delete(socket);
      });
    });
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
  /** Creates a room with some of the people, by their numbers on the board. Returns its id. */
  async createRoom({ boardId, from, to }: { boardId: string; from: number; to: number }) {
    const memberIds: string[] = Array.from(
      { length: to - from },
      (_, index) => `${boardId}${from + index}`,
    );
    const api = taskwire.as({ userId: `${boardId}-founder` });
    return (await api.rooms.create({ boardId, name: `${from} to ${to}`, memberIds })).id;
  },
  /** Gives each of the people so many unread notifications. */
  async fillInboxes({ boardId, people, unread }: Filling) {
    const api = taskwire.as({ userId: `${boardId}-founder` });
    for (let from = 0; from < people; from += peopleOfRoom) {
      const to = Math.min(people, from + peopleOfRoom);
      const roomId = await answers.createRoom({ boardId, from, to });
      await inParallel(unread, () =>
        api.messages.post({ boardId, roomId, text: "@everyone", confirm: to - from + 1 }),
      );
    }
  },
  /** Posts messages one at a time, which everybody in the room is told of. */
  async tellEverybody({ boardId, roomId, people, messages }: Telling) {
    const api = taskwire.as({ userId: `${boardId}-founder` });
    for (let i = 0; i < messages; i++)
      await api.messages.post({ boardId, roomId, text: "@everyone", confirm: people + 1 });
  },
  /** Takes tasks from their creation to their completion, without any client. */
  async runCycles({ boardId, cycles }: { readonly boardId: string; readonly cycles: number }) {
    const api = taskwire.as({ userId: `${boardId}0` });
    const approver = taskwire.as({ userId: `${boardId}1` });
    await inParallel(cycles, async () => {
      const title = "ลงทะเบียนรถยนต์ · register the vehicle";
      const { task } = await api.tasks.create({ boardId, title });
      const { id: taskId, version } = task;
      const { subtasks } = await approver.tasks.approve({ boardId, taskId, version });
      for (const { id: subtaskId } of subtasks)
        await api.subtasks.complete({ boardId, taskId, subtaskId });
    });
  },
  /** Changes something on a board. */
  async changeBoard({ boardId }: { readonly boardId: string }) {
    const api = taskwire.as({ userId: `${boardId}0` });
    await api.boards.edit({ boardId, name: `Bench ${Math.random()}` });
  },
  /** The bytes of the database file, without those that are free. */
  diskBytes(): number {
    const database = new DatabaseSync(file);
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    const [pages, free, size] = ["page_count", "freelist_count", "page_size"].map((name) =>
      Number(database.prepare(`PRAGMA ${name}`).get()?.[name]),
    ) as [number, number, number];
    database.close();
    return (pages - free) * size;
  },
  /** Creates tasks on a board, and approves some of them. Each of these has three subtasks. */
  async createTasks({ boardId, tasks, approved = 0 }: NewTasks) {
    const api = taskwire.as({ userId: `${boardId}0` });
    const approver = taskwire.as({ userId: `${boardId}1` });
    await inParallel(tasks, async (index) => {
      const title = "ลงทะเบียนรถยนต์ · register the vehicle";
      const { task } = await api.tasks.create({ boardId, title });
      const { id: taskId, version } = task;
      if (index < approved) await approver.tasks.approve({ boardId, taskId, version });
    });
  },
};
export type TaskwireServer = typeof answers;
answer(answers);
