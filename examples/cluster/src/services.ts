// A PostgreSQL and a Redis for this example only, on free ports. They leave no files behind. An app
// has its own.
import { startRedis } from "../../../packages/redis-transport/test/redis-server.ts";
import { PostgresServer } from "../../../test/support/postgres-server.ts";
import { reportReady } from "./subprocess.ts";

const services = new AsyncDisposableStack();
try {
  const redis = services.use(await startRedis());
  const postgres = services.use(await PostgresServer.start());
  reportReady({ databaseUrl: postgres.url, redisUrl: redis.url }, () => services.disposeAsync());
} catch (error) {
  // For example a missing program. The message says what to do, so a stack trace would only hide
  // it.
  console.error(`taskwire: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
