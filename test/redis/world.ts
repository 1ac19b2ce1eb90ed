import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { redisTransport } from "@taskwire/redis-transport";
import { type RedisServer, startRedis } from "../../packages/redis-transport/test/redis-server.ts";
import { createPeople, type Node, startNode } from "./node.ts";

/** Two servers on one SQLite file, connected by Redis. */
export interface World extends AsyncDisposable {
  readonly redis: RedisServer;
  /** The SQLite file. */
  readonly path: string;
  readonly here: Node;
  readonly there: Node;
}

/** `portOf` can put something between the server `there` and Redis. */
export async function startWorld({
  portOf = async (redis: RedisServer) => redis.port,
  heartbeatMs = 3_000,
}: {
  readonly portOf?: (redis: RedisServer) => Promise<number>;
  readonly heartbeatMs?: number;
} = {}): Promise<World> {
  const stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "taskwire-redis-nodes-"));
  stack.defer(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "app.db");
  const redis = stack.use(await startRedis());
  const startOn = async (port: number) => {
    const up = Promise.withResolvers<void>();
    const transport = redisTransport({
      url: `redis://127.0.0.1:${port}`,
      heartbeatMs,
      onStatus: (status) => status === "up" && up.resolve(),
    });
    const node = stack.use(await startNode(path, transport));
    await up.promise;
    return node;
  };
  const here = await startOn(redis.port);
  await createPeople(here);
  const there = await startOn(await portOf(redis));
  return { redis, path, here, there, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
