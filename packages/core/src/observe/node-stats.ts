import { jobs } from "../model/job.ts";
import type { NodeStats } from "../model/node-stats.ts";
import { timers } from "../model/timer.ts";
import type { Runtime } from "../runtime.ts";
import type { Storage } from "../storage/storage.ts";

const maxCounted = 10_000;

/**
 * Resolves to the parts of the stats that are in the storage: those of the whole system. A workflow
 * without approvals has no timers.
 */
export async function storedStats(
  storage: Storage,
  runtime: Runtime,
  hasTimers: boolean,
): Promise<Pick<NodeStats, "reactions" | "timersLateMs">> {
  const count = (status: string) =>
    storage.count(jobs.name, {
      index: "due",
      equals: { status },
      limit: maxCounted,
      scan: maxCounted,
    });
  const [waiting, failed, next] = await Promise.all([
    count("waiting"),
    count("failed"),
    hasTimers ? storage.list(timers.name, { index: "due", equals: {}, limit: 1 }) : undefined,
  ]);
  const timer = next?.records[0];
  const lateMs = timer ? runtime.now() - Date.parse(String(timer.fields.at)) : 0;
  return { reactions: { waiting, failed }, timersLateMs: Math.max(0, lateMs) };
}
