import { expect, test } from "vitest";
import { simulateApproval } from "./simulation/approvals.ts";

test("drawn approvals keep their promises", { timeout: 120_000 }, async () => {
  const problems: string[] = [];
  for (let seed = 1; seed <= 60; seed++) problems.push(...(await simulateApproval(seed)));
  expect(problems).toEqual([]);
});
