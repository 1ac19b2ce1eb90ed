import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { DatabaseSync } from "node:sqlite";
import { wsAdapter } from "@taskwire/ws-adapter";
import { createAccessTokens } from "./accounts/access-tokens.ts";
import { openDatabase } from "./accounts/database.ts";
import { createApp } from "./app.ts";
import { createDealer, type Dealer, ensureBoard } from "./dealer.ts";
import { seedDemo } from "./demo.ts";
import { createOutbox } from "./outbox.ts";
import { createPeople, type People } from "./people.ts";
import { nameInUrl, ownOrigins, type Settings, SettingsError } from "./settings.ts";

export interface RunningServer {
  readonly url: string;
  readonly people: People;
  /** Lets what is under way finish, tells the sockets when to come back, then closes the files. */
  close(): Promise<void>;
}

/** Puts the parts together: this is all that embedding taskwire takes. `taskwire` is closed with the server. */
export async function startServer(
  settings: Settings,
  taskwire: Dealer = createDealer(settings.files.tasks),
): Promise<RunningServer> {
  taskwire.react("outbox", "notification.created", createOutbox(settings.files.outbox));
  await taskwire.open();
  let database: DatabaseSync | undefined;
  const closeFiles = async () => {
    await taskwire.close();
    database?.close();
  };
  try {
    database = openDatabase(settings.files.accounts);
    return await serve(settings, taskwire, database, closeFiles);
  } catch (error) {
    // A port that is taken, for one: whoever tries another one has nothing left open.
    await closeFiles();
    throw error;
  }
}

async function serve(
  settings: Settings,
  taskwire: Dealer,
  database: DatabaseSync,
  closeFiles: () => Promise<void>,
): Promise<RunningServer> {
  const { host, isProduction, trustedProxies } = settings;
  const people = createPeople(database, taskwire);
  await ensureBoard(taskwire);
  await people.sync();
  if (!isProduction && people.accounts.list().length === 0) await seedDemo(people, taskwire);

  const server = createServer();
  const port = await listen(server, settings);
  const origins = [...settings.origins, ...(isProduction ? [] : ownOrigins(host, port))];
  const tokens = createAccessTokens(settings.secret);
  server.on(
    "request",
    createApp({ taskwire, people, tokens, origins, isProduction, trustedProxies }),
  );
  const sockets = wsAdapter({
    taskwire,
    server,
    origins,
    authenticate: tokens.verify,
    trustProxy: trustedProxies,
  });

  return {
    url: `http://${nameInUrl(host)}:${port}`,
    people,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      await sockets.close({ deadlineMs: 1_000 });
      await closed;
      await closeFiles();
    },
  };
}

function listen(server: Server, { host, port }: Settings): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const cure = cureOf(error, host, port);
      reject(cure ? new SettingsError(cure) : error);
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function cureOf({ code }: NodeJS.ErrnoException, host: string, port: number): string | undefined {
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} is taken. Stop what uses it, or choose another: PORT=${port + 1} npm start`;
    case "EACCES":
      return `This user may not open port ${port}. Choose one from 1024 on: PORT=3000 npm start`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `HOST=${host} is no address of this machine. Leave it out, or HOST=0.0.0.0 for all of them.`;
    default:
      return undefined;
  }
}
