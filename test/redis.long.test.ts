import { expect, test } from "vitest";
import { disturbRedis } from "./redis/disturb.ts";

test("through 500 kills of Redis and 100 periods without it, commands succeed and updates are at most 5 seconds late", {
  timeout: 60 * 60_000,
}, async () => {
  const found = await disturbRedis({ kills: 500, periods: 100 }, (done) => console.log(done));
  console.log(found);
  expect(found.problems).toEqual([]);
  expect(found.slowestCommand).toBeLessThan(2_000);
  expect(found.acknowledged).toBeGreaterThan(10_000);
});
