// A whole server with the default limits and quotas, in a process of its own, which reports its memory.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createTaskwire, TaskwireError } from "@taskwire/core";
import { expressAdapter } from "@taskwire/express-adapter";
import { sqliteStorage } from "@taskwire/sqlite-storage";
import { wsAdapter } from "@taskwire/ws-adapter";
import express from "express";
import { answer } from "../../bench/processes.ts";
import { temporaryFile } from "../../bench/servers/cycle-tables.ts";
import { boardId, hostile } from "./shared.ts";

const crowd = Array.from({ length: 60 }, (_, i) => `p${i}`);

const errors: string[] = [];
process.on("unhandledRejection", (error) => void errors.push(String(error)));
let peak = 0;
setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, 10).unref();

/** Accepts the id of a person as a token. */
async function authenticate(token: string): Promise<{ userId: string }> {
  if (!/^\w{1,40}$/.test(token)) throw new TaskwireError("unauthenticated", "No such token.");
  return { userId: token };
}

const answers = {
  /** Starts it, with a board on which a limited person has many large tasks and long messages. */
  async listen(tasks: number): Promise<{ port: number; cursor: string }> {
    const taskwire = createTaskwire({
      storage: sqliteStorage(temporaryFile("taskwire.db")),
      onError: (error) => void errors.push(String(error)),
    });
    await taskwire.open();
    await taskwire.system.users.put({ id: "dao", name: "dao", role: "ADMIN" });
    for (const id of [...hostile, ...crowd])
      await taskwire.system.users.put({ id, name: id, handle: id, role: "ADMIN_LIMITED" });
    await taskwire.system.boards.create({ id: boardId, name: "Sales" });
    for (const userId of ["dao", ...hostile, ...crowd])
      await taskwire.system.members.add({ boardId, userId });
    const { cursor } = await taskwire.as({ userId: "mal" }).boards.open({ boardId });
    const description = "ก".repeat(8_000);
    for (const userId of hostile)
      for (let i = 0; i < tasks / hostile.length; i++)
        await taskwire.as({ userId }).tasks.create({ boardId, title: `Task ${i}`, description });
    const server = createServer(express().use("/api", expressAdapter({ taskwire, authenticate })));
    wsAdapter({ taskwire, server, origins: "same-origin", authenticate });
    await new Promise<void>((done) => void server.listen({ port: 0, host: "127.0.0.1" }, done));
    return { port: (server.address() as AddressInfo).port, cursor };
  },
  /** The highest resident memory since the last call, in bytes. */
  peak(): number {
    const most = peak;
    peak = 0;
    return most;
  },
  errors: () => errors,
};

export type HostileServer = typeof answers;
answer(answers);
