import { expect, test } from "vitest";
import { killAndCheck } from "./kill/run.ts";

test("a server killed 500 times under load loses no acknowledged command and does none twice", {
  timeout: 60 * 60_000,
}, async () => {
  const { problems, acknowledged, repeatedAfterKill } = await killAndCheck(500, (cycle, done) => {
    if (cycle % 10 === 0) console.log(`${cycle} of 500 kills, ${done} commands acknowledged`);
  });
  expect(problems).toEqual([]);
  expect(acknowledged).toBeGreaterThanOrEqual(5_000);
  expect(repeatedAfterKill).toBeGreaterThan(100);
});
