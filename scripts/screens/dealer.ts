import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDealer } from "../../examples/server/src/dealer.ts";
import { startServer } from "../../examples/server/src/server.ts";
import { filesIn } from "../../examples/server/src/settings.ts";

/** Starts the example's server with empty data, which goes when it closes. */
export async function startDealer() {
  const data = mkdtempSync(join(tmpdir(), "taskwire-screens-"));
  const settings = {
    isProduction: false,
    host: "127.0.0.1",
    port: 0,
    origins: [],
    hosts: [],
    trustedProxies: 0,
    files: filesIn(data),
    secret: "only for these pictures, and gone with them",
    metricsToken: undefined,
  };
  const taskwire = createDealer(settings.files.tasks);
  const server = await startServer(settings, () => taskwire);
  return {
    url: server.url,
    taskwire,
    idOf: (login: string) => server.people.accounts.byLogin(login)?.id ?? "",
    async close() {
      await server.close();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
