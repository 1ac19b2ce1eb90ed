import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createTaskwire, TaskwireError } from "@taskwire/core";
import { expressAdapter } from "@taskwire/express-adapter";
import { sqliteStorage } from "@taskwire/sqlite-storage";
import { wsAdapter } from "@taskwire/ws-adapter";
import express from "express";
import { countedTransport } from "../support/counted-transport.ts";

/** Part of every text that belongs to others. */
export const secret = "zebra-secret";

/** Tokens are `valid:<user id>` and `expired:<user id>`. */
async function authenticate(token: string): Promise<{ userId: string; expiresAt?: number }> {
  const [, state, userId = ""] = /^(valid|expired):(\w+)$/.exec(token) ?? [];
  if (!state) throw new TaskwireError("unauthenticated", "The token does not hold.");
  return { userId, expiresAt: Date.now() + (state === "valid" ? 3_600_000 : -1) };
}

/**
 * A whole server on SQLite. Dao (ADMIN) and Lek (ADMIN_LIMITED) are on the board `sales`, where one
 * task is hidden from Lek. Mallory is on no board.
 */
export async function startServer() {
  const folder = mkdtempSync(join(tmpdir(), "taskwire-abuse-"));
  const path = join(folder, "app.db");
  const errors: unknown[] = [];
  const transport = countedTransport();
  const taskwire = createTaskwire({
    storage: sqliteStorage(path),
    transport,
    limits: { callsPerSecond: 1e6, callBurst: 1e6, callsInFlight: 1_000, connectionsPerUser: 100 },
    onError: (error) => void errors.push(error),
  });
  await taskwire.open();
  const people = { dao: "ADMIN", lek: "ADMIN_LIMITED", mallory: "ADMIN_LIMITED" } as const;
  for (const [id, role] of Object.entries(people))
    await taskwire.system.users.put({ id, name: id, role });
  const dao = taskwire.as({ userId: "dao" });
  const description = `${secret} description`;
  const made = async (boardId: string, owner: string) => {
    const {
      task: { id: taskId, version },
    } = await taskwire
      .as({ userId: owner })
      .tasks.create({ boardId, title: `${secret} task`, description });
    return { on: { boardId, taskId }, version };
  };
  for (const id of ["sales", "other"]) {
    await taskwire.system.boards.create({ id, name: `${secret} ${id}` });
    await taskwire.system.members.add({ boardId: id, userId: "dao" });
  }
  await dao.members.add({ boardId: "sales", userId: "lek" });
  const { on: hidden, version } = await made("sales", "dao");
  const { subtask } = await taskwire.system.tasks
    .approve({ ...hidden, version })
    .then(() => dao.subtasks.create({ ...hidden, title: `${secret} part` }));
  const { task: own } = await taskwire
    .as({ userId: "lek" })
    .tasks.create({ boardId: "sales", title: "Lek's own" });
  const { on: elsewhere } = await made("other", "dao");

  const server = createServer(express().use("/api", expressAdapter({ taskwire, authenticate })));
  const sockets = wsAdapter({ taskwire, server, origins: ["https://app.example"], authenticate });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    taskwire,
    authenticate,
    errors,
    ids: { hidden, own: { boardId: "sales", taskId: own.id }, elsewhere, subtaskId: subtask.id },
    ws: `ws://127.0.0.1:${port}/taskwire`,
    http: `http://127.0.0.1:${port}/api`,
    channels: () => transport.channels,
    /** All stored data as text, without the keys of commands that changed nothing. */
    kept(): string {
      const db = new DatabaseSync(path, { readOnly: true });
      const tables = db
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        .all();
      const filter = (table: unknown) =>
        table === "taskwire_keys" ? " WHERE numbers <> '[]'" : "";
      const rows = tables.map(({ name }) => [
        name,
        db.prepare(`SELECT * FROM "${name}"${filter(name)}`).all(),
      ]);
      db.close();
      return JSON.stringify(rows);
    },
    async [Symbol.asyncDispose]() {
      await sockets.close({ deadlineMs: 0 });
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await taskwire.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export type AbusedServer = Awaited<ReturnType<typeof startServer>>;
