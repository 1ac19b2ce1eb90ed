import { expect, test } from "vitest";
import { makeTrouble } from "./redis/trouble.ts";

test("through 500 kills of Redis and 100 periods without it, commands go on and updates are late by 5 seconds at most", {
  timeout: 60 * 60_000,
}, async () => {
  const found = await makeTrouble({ kills: 500, periods: 100 }, (done) => console.log(done));
  console.log(found);
  expect(found.problems).toEqual([]);
  expect(found.slowestCommand).toBeLessThan(2_000);
  expect(found.acknowledged).toBeGreaterThan(10_000);
});
