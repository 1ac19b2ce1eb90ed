// A whole server on SQLite in a process of its own, which reports its resource use.
import { readdirSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { createTaskwire, TaskwireError } from "@taskwire/core";
import { systemRuntime } from "@taskwire/core/adapter";
import type { Limits } from "@taskwire/core/protocol";
import { sqliteStorage } from "@taskwire/sqlite-storage";
import { wsAdapter } from "@taskwire/ws-adapter";
import type { WebSocket as AnyWebSocket } from "ws";
import { answer } from "../../bench/processes.ts";
import { temporaryFile } from "../../bench/servers/cycle-tables.ts";
import { usage } from "../../bench/servers/usage.ts";
import { noQuotas } from "../no-quotas.ts";
import { countedTransport } from "../support/counted-transport.ts";
import { watchLoop } from "../support/loop-watch.ts";

const errors: string[] = [];
process.on("unhandledRejection", (error) => void errors.push(String(error)));
const loop = watchLoop();
const transport = countedTransport();
let reads = 0;
let timers = 0;
const closes: { [code: number]: number } = {};
let peak = { heap: 0, resident: 0 };

// The adapter sends the reason of a close only to the client, and a client that reads nothing never
// gets it.
const { WebSocket } = createRequire(import.meta.resolve("@taskwire/ws-adapter"))("ws") as {
  WebSocket: typeof AnyWebSocket;
};
const { close } = WebSocket.prototype;
WebSocket.prototype.close = function (this: AnyWebSocket, code, reason) {
  if (code !== undefined) closes[code] = (closes[code] ?? 0) + 1;
  close.call(this, code, reason);
};

function open(limits: Partial<Limits>) {
  const storage = sqliteStorage(temporaryFile("taskwire.db"));
  return createTaskwire({
    storage: {
      ...storage,
      events(query) {
        reads++;
        return storage.events(query);
      },
    },
    transport,
    runtime: {
      ...systemRuntime,
      timer(ms, run, holds) {
        timers++;
        let isOver = false;
        const end = () => {
          if (!isOver) timers--;
          isOver = true;
        };
        const cancel = systemRuntime.timer(
          ms,
          () => {
            end();
            run();
          },
          holds,
        );
        return () => {
          end();
          cancel();
        };
      },
    },
    limits: {
      connections: 100_000,
      unauthenticated: 100_000,
      connectionsPerUser: 1_000,
      callsPerSecond: 1e6,
      callBurst: 1e6,
      ...limits,
    },
    quotas: noQuotas,
    onError: (error) => void errors.push(String(error)),
  });
}

let taskwire: ReturnType<typeof open>;
let server: ReturnType<typeof createServer>;

/** Accepts any user id as a token. */
async function authenticate(token: string): Promise<{ userId: string }> {
  if (!/^\w{1,40}$/.test(token))
    throw new TaskwireError("unauthenticated", "The token does not hold.");
  return { userId: token };
}

const answers = {
  ...usage,
  async listen({
    limits = {},
    perAddress,
  }: {
    limits?: Partial<Limits>;
    perAddress?: number;
  }): Promise<number> {
    taskwire = open(limits);
    await taskwire.open();
    server = createServer();
    const most = perAddress === undefined ? {} : { unauthenticatedPerAddress: perAddress };
    wsAdapter({ taskwire, server, origins: "same-origin", authenticate, ...most });
    await new Promise<void>(
      (resolve) => void server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, resolve),
    );
    setInterval(() => {
      const { heapUsed, external, rss } = process.memoryUsage();
      peak = {
        heap: Math.max(peak.heap, heapUsed + external),
        resident: Math.max(peak.resident, rss),
      };
    }, 20).unref();
    return (server.address() as AddressInfo).port;
  },
  /** Creates users (ADMIN) and adds them to boards. The first user is the owner. */
  async createBoards({ people, boards }: { people: readonly string[]; boards: readonly string[] }) {
    for (const id of people) await taskwire.system.users.put({ id, name: id, role: "ADMIN" });
    for (const boardId of boards) {
      await taskwire.system.boards.create({ id: boardId, name: boardId });
      // One after another: each changes the board's guard record, so parallel calls would only
      // conflict.
      for (const userId of people) await taskwire.system.members.add({ boardId, userId });
    }
  },
  /** Creates tasks on a board, all at once, with descriptions of `size` characters. */
  async createTasks({
    boardId,
    userId,
    tasks,
    size = 0,
  }: {
    boardId: string;
    userId: string;
    tasks: number;
    size?: number;
  }) {
    const { create } = taskwire.as({ userId }).tasks;
    const description = "ก".repeat(size);
    const all = Array.from({ length: tasks }, (_, i) =>
      create({ boardId, title: `${boardId} ${i}`, description }),
    );
    await Promise.all(all);
  },
  state: () => ({
    sessions: taskwire.sessions.size,
    channels: transport.channels,
    reads,
    timers,
    closes,
    errors,
    handles: readdirSync("/proc/self/fd").length,
    resources: process.getActiveResourcesInfo().sort().join(" "),
  }),
  loop: () => loop.take(),
  /** The peak memory since the last call, garbage included. */
  peak() {
    const most = peak;
    peak = { heap: 0, resident: 0 };
    return most;
  },
};
export type CrowdServer = typeof answers;
answer(answers);
