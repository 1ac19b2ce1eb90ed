import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ServerProcess } from "./server-process.ts";
import { prepare, workDuring } from "./work.ts";

/**
 * Kills a server under load `cycles` times. Returns everything that was lost, doubled or missed.
 */
export async function killAndCheck(
  cycles: number,
): Promise<{ problems: string[]; acknowledged: number; repeatedAfterKill: number }> {
  const folder = mkdtempSync(join(tmpdir(), "taskwire-kill-"));
  await using things = new AsyncDisposableStack();
  things.defer(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "app.db");
  await prepare(path);
  await using server = new ServerProcess(path);
  await server.start();
  let repeatedAfterKill = 0;
  const found = await workDuring({ path, url: () => server.url }, async (work) => {
    for (let cycle = 1; cycle <= cycles; cycle++) {
      await work.more(10 + Math.floor(Math.random() * 40));
      await server.kill();
      // Each worker has at most one unanswered command.
      repeatedAfterKill += work.workers.filter(
        ({ commands }) => commands.length > 0 && commands.at(-1)?.taskId === undefined,
      ).length;
      await server.start();
    }
  });
  return { ...found, repeatedAfterKill };
}
