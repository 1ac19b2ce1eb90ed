import { expect, test } from "vitest";
import { growthBy } from "./growth/run.ts";

const mib = 1024 * 1024;

test("deep growth of the database is bounded in bytes by the quotas, in each way alone (H16)", {
  timeout: 600_000,
}, async () => {
  const { done, growth } = await growthBy(mib / 2, "one way a day");
  console.log(
    "commands:",
    done,
    "growth of each day, in quotas:",
    growth.map((bytes) => ((2 * bytes) / mib).toFixed(2)),
  );
  for (const bytes of growth) expect(bytes).toBeLessThanOrEqual((2.5 * mib) / 2);
});

test("deep growth of the database is bounded in bytes by a quota of 16 MiB a day (H16)", {
  timeout: 600_000,
}, async () => {
  const { done, unbounded, growth } = await growthBy(16 * mib, 2);
  console.log(
    "commands:",
    done,
    "growth of each day, in MiB:",
    growth.map((bytes) => Math.round(bytes / mib)),
  );
  expect(unbounded).toEqual([]);
  for (const bytes of growth) expect(bytes).toBeLessThanOrEqual(2.5 * 16 * mib);
});
