// One server of several: the example server unchanged, with a PostgreSQL and a Redis that all
// share.
import { postgresStorage } from "@taskwire/postgres-storage";
import { redisTransport } from "@taskwire/redis-transport";
import { createDealer } from "../../server/src/dealer.ts";
import { dealer } from "../../server/src/dealer-workplace.ts";
import { startWorkplace } from "../../server/src/server.ts";
import { readSettings } from "../../server/src/settings.ts";
import { reportReady } from "./subprocess.ts";

const { DATABASE_URL = "", REDIS_URL = "" } = process.env;
const shared = {
  storage: postgresStorage(DATABASE_URL),
  transport: redisTransport({ url: REDIS_URL }),
};
const { url, people, close } = await startWorkplace(readSettings(process.env), {
  ...dealer,
  create: (_file, observers) => createDealer(shared, observers),
});
const accounts = people.accounts.list().filter(({ demo }) => demo);
reportReady(
  {
    port: new URL(url).port,
    accounts: accounts.map(({ login, role, name }) => ({ login, role, name })),
  },
  close,
);
