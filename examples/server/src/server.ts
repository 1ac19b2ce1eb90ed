import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { DatabaseSync } from "node:sqlite";
import { limitSockets } from "@taskwire/express-adapter";
import { type PrometheusMetrics, serveMetrics } from "@taskwire/observability";
import { wsAdapter } from "@taskwire/ws-adapter";
import { createAccessTokens } from "./accounts/access-tokens.ts";
import { openDatabase } from "./accounts/database.ts";
import { createApp } from "./app.ts";
import { dealer } from "./dealer-workplace.ts";
import { ensureBoard, type Hosted } from "./hosted.ts";
import { inTurn } from "./in-turn.ts";
import { createObservers } from "./observers.ts";
import { createOutbox } from "./outbox.ts";
import { createPeople, type People } from "./people.ts";
import { hostInUrl, ownOrigins, type Settings, SettingsError } from "./settings.ts";
import { linkMaker, voteUrl } from "./vote-links.ts";
import type { Workplace } from "./workplace.ts";

export interface RunningServer {
  readonly url: string;
  readonly people: People;
  /** Lets running requests finish for up to 5 s, tells clients when to reconnect, then closes the files. */
  close(): Promise<void>;
}

/** Starts the server of the vehicle dealer. */
export const startServer = (settings: Settings): Promise<RunningServer> =>
  startWorkplace(settings, dealer);

/**
 * Starts the server of a workplace. This is all that embedding taskwire takes. Closing the server
 * also closes `taskwire`.
 */
export async function startWorkplace<App extends Hosted>(
  settings: Settings,
  workplace: Workplace<App>,
): Promise<RunningServer> {
  const { metrics, all } = createObservers(settings);
  const taskwire = workplace.create(settings.files.tasks, all, voteUrl(settings));
  const outbox = createOutbox(settings.files.outbox, linkMaker(taskwire));
  taskwire.react("outbox", "notification.created", outbox);
  await taskwire.open();
  let database: DatabaseSync | undefined;
  const closeFiles = async () => {
    await taskwire.close();
    database?.close();
  };
  try {
    database = openDatabase(settings.files.accounts);
    return await serve(settings, { workplace, taskwire, metrics, database, closeFiles });
  } catch (error) {
    // For example, the port is taken. The caller can try another one; no file stays open.
    await closeFiles();
    throw error;
  }
}

interface Parts<App extends Hosted> {
  readonly workplace: Workplace<App>;
  readonly taskwire: App;
  readonly metrics: PrometheusMetrics;
  readonly database: DatabaseSync;
  closeFiles(): Promise<void>;
}

async function serve<App extends Hosted>(
  settings: Settings,
  { workplace, taskwire, metrics, database, closeFiles }: Parts<App>,
): Promise<RunningServer> {
  const { host, isProduction, trustedProxies, metricsToken: token } = settings;
  const people = createPeople(database, taskwire, workplace);
  await ensureBoard(taskwire, workplace);
  await people.sync();
  if (!isProduction && people.accounts.list().length === 0) await workplace.seed(people, taskwire);

  const server = createServer();
  const port = await listen(server, settings, workplace.command);
  const origins = [...settings.origins, ...(isProduction ? [] : ownOrigins(host, port))];
  // In production nothing is to be had without a password, and the proxy knows the names.
  const hosts =
    isProduction && settings.hosts.length === 0 ? undefined : namesOf(settings, origins);
  const tokens = createAccessTokens(settings.secret, people.logins.isOpen);
  const metricsHandler = serveMetrics({ metrics, taskwire, token });
  const app = { workplace, taskwire, people, tokens, origins, hosts, isProduction, trustedProxies };
  const handle = inTurn(createApp({ ...app, metricsHandler }));
  // Behind a proxy, all connections come from the proxy.
  if (trustedProxies > 0) server.on("request", handle);
  else limitSockets(server, handle);
  const sockets = wsAdapter({
    taskwire,
    server,
    origins,
    authenticate: tokens.verify,
    trustProxy: trustedProxies,
  });

  return {
    url: `http://${hostInUrl(host)}:${port}`,
    people,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      // A client that sends one request after the other on its connection would keep the server open.
      server.prependListener("request", (_request, response) => {
        response.setHeader("Connection", "close");
      });
      const deadline = setTimeout(() => server.closeAllConnections(), 5_000);
      await sockets.close({ deadlineMs: 1_000 });
      await closed;
      clearTimeout(deadline);
      await closeFiles();
    },
  };
}

/** The names of the server: those of the settings, and those in the origins of its pages. */
const namesOf = ({ host, hosts }: Settings, origins: readonly string[]): string[] => [
  host,
  ...hosts,
  ...origins.map((origin) => new URL(origin).hostname.replace(/^\[|\]$/g, "")),
];

function listen(server: Server, { host, port }: Settings, command: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const advice = adviceFor(error, host, port, command);
      reject(advice ? new SettingsError(advice) : error);
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function adviceFor(
  { code }: NodeJS.ErrnoException,
  host: string,
  port: number,
  command: string,
): string | undefined {
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} is taken. Stop the program that uses it, or choose another port: PORT=${port + 1} ${command}`;
    case "EACCES":
      return `This user can't open port ${port}. Choose one from 1024 on: PORT=3000 ${command}`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `HOST=${host} is not an address of this machine. Leave it out, or set HOST=0.0.0.0 to use all addresses.`;
    default:
      return undefined;
  }
}
