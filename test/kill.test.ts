import { expect, test } from "vitest";
import { killAndCheck } from "./kill/run.ts";

test("a server killed 5 times under load loses no acknowledged command and does none twice", {
  timeout: 90_000,
}, async () => {
  const { problems, acknowledged, repeatedAfterKill } = await killAndCheck(5);
  expect(problems).toEqual([]);
  expect(acknowledged).toBeGreaterThanOrEqual(50);
  expect(repeatedAfterKill).toBeGreaterThan(0);
});
