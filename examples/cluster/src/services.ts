// A PostgreSQL and a Redis of the example's own, on free ports, with nothing left when they end. An app has both already.
import { startRedis } from "../../../packages/redis-transport/test/redis-server.ts";
import { PostgresServer } from "../../../test/support/postgres-server.ts";
import { ready } from "./part.ts";

const services = new AsyncDisposableStack();
try {
  const redis = services.use(await startRedis());
  const postgres = services.use(await PostgresServer.start());
  ready({ databaseUrl: postgres.url, redisUrl: redis.url }, () => services.disposeAsync());
} catch (error) {
  // A missing program or a closed folder, with the cure; a stack trace would only bury it.
  console.error(`taskwire: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
