import { expect, test } from "vitest";
import type { Counts } from "./sync/counts.ts";
import { playAll } from "./sync/play-all.ts";

/** Tamer schedules would show nothing. */
const floors: { readonly [name in keyof Counts]: number } = {
  commits: 20_000,
  conflicts: 1_000,
  repeats: 1_000,
  failedReads: 1_000,
  connections: 10_000,
  restarts: 500,
  slowCloses: 300,
  replays: 1_500,
  reloads: 500,
  removed: 1_500,
  removedInReplay: 40,
  hidden: 400,
  unseen: 20_000,
  newcomers: 1_500,
};

test("whoever comes and goes sees what whoever stays sees, and nobody sees what isn't theirs", {
  timeout: 180_000,
}, async () => {
  const { counts, failures } = await playAll({ first: 1, count: 1_000 });
  expect(failures).toEqual([]);
  for (const [name, floor] of Object.entries(floors))
    expect.soft(counts[name as keyof Counts], name).toBeGreaterThanOrEqual(floor);
});
