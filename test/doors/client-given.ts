import { once } from "node:events";
import type { writeFile as write } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createClient } from "@taskwire/client";
import { createTaskwire, memoryStorage } from "@taskwire/core";
import { wsAdapter } from "@taskwire/ws-adapter";
import makeExpress from "express";

// Names that the examples of the client, the adapters and the storages take for granted. The client is
// connected to a server on which Dao and Lek have a board "sales".

export { createServer } from "node:http";
export { createTaskwire } from "@taskwire/core";
export const express = makeExpress;
export const storage = memoryStorage();
export const taskwire = createTaskwire({ storage });
await taskwire.open();
await taskwire.system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
await taskwire.system.users.put({ id: "lek", name: "Lek", role: "ADMIN_LIMITED" });
const boardId = "sales";
await taskwire.system.boards.create({ id: boardId, name: "Sales" });
for (const one of ["dao", "lek"]) await taskwire.system.members.add({ boardId, userId: one });
export const { task } = await taskwire
  .as({ userId: "lek" })
  .tasks.create({ boardId, title: "Sell the blue one" });
export const taskId = task.id;
export const roomId = "showroom";
const memberIds = ["dao", "lek"];
await taskwire.system.rooms.create({ id: roomId, boardId, name: "Showroom", memberIds });
export const userId = "dao";

const server = createServer();
const adapter = wsAdapter({
  taskwire,
  server,
  origins: [],
  authenticate: async (token) => ({ userId: token }),
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
export const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/taskwire`;
export const token = () => userId;
export const client = createClient<typeof taskwire>({ url, token });

export const session = { accessToken: token };
export const authenticate = async (token: string) => ({ userId: token });
export const app = makeExpress();
export const writeFile: typeof write = async () => {};
export const field = new EventTarget();
export const draw = (..._drawn: unknown[]): void => {};
export const show = draw;
export const badge = draw;
export const drawList = draw;
export const showFaces = draw;
export const render = (..._: unknown[]): string => "";

/** Ends everything that this file has started. */
export async function close(): Promise<void> {
  client.close();
  await adapter.close({ deadlineMs: 0 });
  server.close();
  await taskwire.close();
}
