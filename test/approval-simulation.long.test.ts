import { expect, test } from "vitest";
import { simulateApproval } from "./simulation/approvals.ts";

test("20,000 drawn approvals keep their promises", { timeout: 5_400_000 }, async () => {
  const problems: string[] = [];
  for (let seed = 1; seed <= 20_000; seed++) problems.push(...(await simulateApproval(seed)));
  expect(problems).toEqual([]);
});
