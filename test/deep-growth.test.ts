import { expect, test } from "vitest";
import { growthBy } from "./growth/run.ts";

test("deep growth of the database is bounded in bytes by the quotas, in whatever ways a person writes (H16)", {
  timeout: 60_000,
}, async () => {
  const bytesPerDay = 256 * 1024;
  const { done, unbounded, growth } = await growthBy(bytesPerDay, 2);
  expect(unbounded).toEqual([]);
  expect(done).toBeGreaterThan(60);
  // An event takes about two times its size: the record, the event and the indexes are stored.
  for (const bytes of growth) expect(bytes).toBeLessThanOrEqual(2.5 * bytesPerDay);
});
