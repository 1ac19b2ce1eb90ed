// One server of several: the example server as it is, on a PostgreSQL and a Redis that it shares with the others.
import { postgresStorage } from "@taskwire/postgres-storage";
import { redisTransport } from "@taskwire/redis-transport";
import { createDealer } from "../../server/src/dealer.ts";
import { startServer } from "../../server/src/server.ts";
import { readSettings } from "../../server/src/settings.ts";
import { ready } from "./part.ts";

const { DATABASE_URL = "", REDIS_URL = "" } = process.env;
const taskwire = createDealer({
  storage: postgresStorage(DATABASE_URL),
  transport: redisTransport({ url: REDIS_URL }),
});
const { url, people, close } = await startServer(readSettings(process.env), taskwire);
const accounts = people.accounts.list().filter(({ demo }) => demo);
ready(
  {
    port: new URL(url).port,
    accounts: accounts.map(({ login, role, name }) => ({ login, role, name })),
  },
  close,
);
