import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dealer } from "../../examples/server/src/dealer-workplace.ts";
import type { Hosted } from "../../examples/server/src/hosted.ts";
import { startWorkplace } from "../../examples/server/src/server.ts";
import { filesIn } from "../../examples/server/src/settings.ts";
import type { Workplace } from "../../examples/server/src/workplace.ts";

/** Starts the dealer's server with empty data, which goes when it closes. */
export const startDealer = () => startExample(dealer);

/** Starts an example's server with empty data, which goes when it closes. */
export async function startExample<App extends Hosted>(workplace: Workplace<App>) {
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
  const taskwire = workplace.create(settings.files.tasks, []);
  const server = await startWorkplace(settings, { ...workplace, create: () => taskwire });
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
