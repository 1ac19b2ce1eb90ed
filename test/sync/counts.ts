/** What a schedule met. The test fails when its schedules were too tame. */
export interface Counts {
  commits: number;
  conflicts: number;
  repeats: number;
  failedReads: number;
  connections: number;
  restarts: number;
  slowCloses: number;
  replays: number;
  reloads: number;
  removed: number;
  removedInReplay: number;
  hidden: number;
  unseen: number;
  newcomers: number;
}

export const noCounts = (): Counts => ({
  commits: 0,
  conflicts: 0,
  repeats: 0,
  failedReads: 0,
  connections: 0,
  restarts: 0,
  slowCloses: 0,
  replays: 0,
  reloads: 0,
  removed: 0,
  removedInReplay: 0,
  hidden: 0,
  unseen: 0,
  newcomers: 0,
});

export function addCounts(sum: Counts, more: Counts): void {
  for (const name of Object.keys(sum) as (keyof Counts)[]) sum[name] += more[name];
}
