import { expect, test } from "vitest";
import { simulateApproval } from "./simulation/approvals.ts";

test("3,000 drawn approvals keep their promises", { timeout: 1_200_000 }, async () => {
  const problems: string[] = [];
  for (let seed = 1; seed <= 3_000; seed++) problems.push(...(await simulateApproval(seed)));
  expect(problems).toEqual([]);
});
