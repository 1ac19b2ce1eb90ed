// A PostgreSQL and a Redis of the example's own, on free ports, with nothing left when they end. An app has both already.
import { startRedis } from "../../../packages/redis-transport/test/redis-server.ts";
import { PostgresServer } from "../../../test/support/postgres-server.ts";
import { ready } from "./part.ts";

const services = new AsyncDisposableStack();
const [postgres, redis] = await Promise.all([PostgresServer.start(), startRedis()]);
services.use(postgres);
services.use(redis);
ready({ databaseUrl: postgres.url, redisUrl: redis.url }, () => services.disposeAsync());
