import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createClient } from "@taskwire/client";
import { createTaskwire } from "@taskwire/core";
import type { Transport } from "@taskwire/core/adapter";
import { sqliteStorage } from "@taskwire/sqlite-storage";
import { wsAdapter } from "@taskwire/ws-adapter";
import { noQuotas } from "../no-quotas.ts";

/** A whole server that shares one SQLite file with others. */
export type Node = Awaited<ReturnType<typeof startNode>>;

export async function startNode(path: string, transport: Transport) {
  const storage = sqliteStorage(path);
  const reads = { events: 0, heads: 0 };
  const errors: unknown[] = [];
  const taskwire = createTaskwire({
    storage: {
      ...storage,
      events: (query) => {
        reads.events++;
        return storage.events(query);
      },
      heads: (topics) => {
        reads.heads++;
        return storage.heads(topics);
      },
    },
    transport,
    limits: { callsPerSecond: 10_000, callBurst: 10_000 },
    quotas: noQuotas,
    onError: (error) => void errors.push(error),
  });
  await taskwire.open();
  const server = createServer();
  const adapter = wsAdapter({
    taskwire,
    server,
    origins: [],
    authenticate: async (token) => ({ userId: token }),
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    taskwire,
    /** Number of reads from its storage. */
    reads,
    /** Errors passed to `onError`. */
    errors,
    client: (userId: string) =>
      createClient({
        url: `ws://127.0.0.1:${port}/taskwire`,
        token: () => userId,
      }),
    async [Symbol.asyncDispose]() {
      await adapter.close({ deadlineMs: 0 });
      server.close();
      await taskwire.close({ deadlineMs: 0 });
    },
  };
}

/**
 * Creates Dao and Nok (ADMIN), Lek and Ploy (ADMIN_LIMITED), and adds them to the boards `sales`,
 * `stock` and `quiet`.
 */
export async function createPeople({ taskwire }: Node): Promise<void> {
  const people = {
    dao: "ADMIN",
    nok: "ADMIN",
    lek: "ADMIN_LIMITED",
    ploy: "ADMIN_LIMITED",
  } as const;
  for (const [id, role] of Object.entries(people))
    await taskwire.system.users.put({ id, name: id, role });
  for (const boardId of ["sales", "stock", "quiet"]) {
    await taskwire.system.boards.create({ id: boardId, name: boardId });
    for (const userId of ["dao", "nok", "lek", "ploy"])
      await taskwire.system.members.add({ boardId, userId });
  }
}
