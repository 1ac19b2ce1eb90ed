import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepare, workThrough } from "./crew.ts";
import { Victim } from "./victim.ts";

/** Kills a server under load so many times, and says what was lost, doubled or seen otherwise. */
export async function killAndCheck(
  cycles: number,
  progress: (cycle: number, acknowledged: number) => void = () => {},
): Promise<{ problems: string[]; acknowledged: number; repeatedAfterKill: number }> {
  const folder = mkdtempSync(join(tmpdir(), "taskwire-kill-"));
  await using things = new AsyncDisposableStack();
  things.defer(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "app.db");
  await prepare(path);
  await using victim = new Victim(path);
  await victim.start();
  let repeatedAfterKill = 0;
  const found = await workThrough({ path, url: () => victim.url }, async (crew) => {
    for (let cycle = 1; cycle <= cycles; cycle++) {
      await crew.more(10 + Math.floor(Math.random() * 40));
      await victim.kill();
      // Each worker has one command at most that nobody answered.
      repeatedAfterKill += crew.workers.filter(
        ({ deeds }) => deeds.length > 0 && deeds.at(-1)?.taskId === undefined,
      ).length;
      await victim.start();
      progress(cycle, crew.acknowledged);
    }
  });
  return { ...found, repeatedAfterKill };
}
