import { onTestFinished } from "vitest";
import { createDealer, type Dealer } from "../../src/dealer.ts";
import { dealer } from "../../src/dealer-workplace.ts";
import { type RunningServer, startWorkplace } from "../../src/server.ts";
import { seededDirectory, settingsFor } from "./server.ts";

/** A server in this process, with its dealer, so that a test can act for anybody. */
export interface DealerServer extends RunningServer {
  readonly taskwire: Dealer;
  /** Returns the user id of the person with this login. */
  readonly idOf: (login: string) => string;
  /** Starts it again on the same port, with the same files. */
  restart(): Promise<DealerServer>;
}

export async function runDealer(
  directory?: string,
  port = 0,
  origins: readonly string[] = [],
): Promise<DealerServer> {
  const folder = directory ?? (await seededDirectory());
  const settings = { ...settingsFor(folder), port, origins };
  const taskwire = createDealer(settings.files.tasks);
  const server = await startWorkplace(settings, { ...dealer, create: () => taskwire });
  let isClosed = false;
  const close = async () => {
    if (!isClosed) await server.close();
    isClosed = true;
  };
  onTestFinished(close);
  return {
    ...server,
    close,
    taskwire,
    idOf: (login) => server.people.accounts.byLogin(login)?.id ?? "",
    restart: () => runDealer(folder, Number(new URL(server.url).port)),
  };
}
