import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type ClientCore, createClient } from "@taskwire/client";
import { createTaskwire } from "@taskwire/core";
import { wsAdapter } from "@taskwire/ws-adapter";
import { WebSocket } from "ws";

/**
 * A real server on a free port: Dao and Nok (ADMIN) and Lek (ADMIN_LIMITED) on one board, with a
 * room that Dao created and a task that Lek requested.
 */
export async function startApp(taskwire = createTaskwire()) {
  await taskwire.open();
  const server = createServer();
  const authenticate = (userId: string) => Promise.resolve({ userId });
  const adapter = wsAdapter({ taskwire, server, origins: [], authenticate });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { system } = taskwire;
  const roles = { dao: "ADMIN", nok: "ADMIN", lek: "ADMIN_LIMITED" } as const;
  for (const [id, role] of Object.entries(roles)) await system.users.put({ id, name: id, role });
  const as = (userId: string) => taskwire.as({ userId });
  const { id: boardId } = await as("dao").boards.create({ name: "Sales" });
  for (const userId of ["nok", "lek"]) await as("dao").members.add({ boardId, userId });
  const room = await as("dao").rooms.create({ boardId, name: "Showroom", memberIds: ["lek"] });
  const { task } = await as("lek").tasks.create({ boardId, title: "Sell the blue one" });
  const clients: ClientCore[] = [];
  const sockets: WebSocket[] = [];

  return {
    taskwire,
    as,
    boardId,
    roomId: room.id,
    taskId: task.id,
    client(userId: string): ClientCore {
      const client = createClient<typeof taskwire>({
        url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/taskwire`,
        token: () => userId,
        WebSocket: class extends WebSocket {
          constructor(url: string, protocol: string) {
            super(url, protocol);
            sockets.push(this);
          }
        },
      });
      clients.push(client);
      return client;
    },
    /** Breaks every connection. The clients reconnect by themselves. */
    cut() {
      for (const socket of sockets.splice(0)) socket.terminate();
    },
    async close() {
      for (const client of clients) client.close();
      await adapter.close({ deadlineMs: 0 });
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await taskwire.close();
    },
  };
}

/** Resolves when a client has everything that it follows. */
export function isLive(client: ClientCore): Promise<unknown> {
  return until(
    { subscribe: client.onStatus, getSnapshot: () => client.status },
    (status) => status === "live",
  );
}

interface Watched<Snapshot> {
  subscribe(listener: () => void): () => void;
  getSnapshot(): Snapshot;
}

/** Resolves with the first snapshot that fits. */
export function until<Snapshot>(
  store: Watched<Snapshot>,
  isWanted: (snapshot: Snapshot) => boolean,
): Promise<Snapshot> {
  return new Promise((resolve) => {
    const check = () => {
      const snapshot = store.getSnapshot();
      if (!isWanted(snapshot)) return;
      stop();
      resolve(snapshot);
    };
    const stop = store.subscribe(check);
    check();
  });
}
